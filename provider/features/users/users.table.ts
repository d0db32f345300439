import type { Fixed, Instant, Json } from "#common/db/columns.ts";
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
	created: Fixed<Instant>;
	activated: Instant | null;
	status_changed: Instant | null;
	last_login: Instant | null;
	last_updated: Instant;
}

/** One-time links that let a new person choose a password. */
export interface ActivationLinksTable {
	digest: Fixed<string>;
	user_id: Fixed<string>;
	expires: Fixed<Instant>;
}
