import type { Fixed, Flag, Instant, Json } from "#common/db/columns.ts";
import type { Profile, UserStatus } from "./users.ts";

export interface UsersTable {
	id: Fixed<string>;
	status: UserStatus;
	login: string;
	/** Folded login: what uniqueness and sign-in go by. */
	login_key: string;
	email: string;
	email_key: string;
	/** Folded "first last", for search and order. */
	name_key: string;
	profile: Json<Profile>;
	password_hash: string | null;
	password_changed: Instant | null;
	recovery_question: string | null;
	/** Argon2id of the folded answer. */
	recovery_answer: string | null;
	created: Fixed<Instant>;
	activated: Instant | null;
	status_changed: Instant | null;
	last_login: Instant | null;
	last_updated: Instant;
}

/** Every attribute of every profile, for searching: one row for each value that is set. */
export interface UserAttributesTable {
	user_id: Fixed<string>;
	/** Without `profile.`. */
	name: Fixed<string>;
	/** As `common/db/keys.ts` has it. */
	value_key: Fixed<string>;
}

/** One-time links that let a person choose a password. */
export interface ActivationLinksTable {
	digest: Fixed<string>;
	user_id: Fixed<string>;
	expires: Fixed<Instant>;
	/** Whether the recovery question has to be answered too. */
	asks_answer: Flag;
	/** The person or the application that made it; null for nobody in particular: the set-up, or a sign-in. */
	made_by: Fixed<string | null>;
	/** What it is for, where a person has asked for it themselves: see `recovery-links.ts`. Null for a link of an administrator or a sign-in. */
	purpose: Fixed<string | null>;
	/** The folded email address that such a link went to: it is dead once the person has another. */
	address_key: Fixed<string | null>;
}
