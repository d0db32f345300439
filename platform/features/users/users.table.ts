import type { Fixed, Flag, Instant, Json } from "#common/db/columns.ts";
import type { Role } from "../roles/roles.ts";
import type { AuthType, LastClaims, UserStatus } from "./users.ts";

export interface UsersTable {
	id: Fixed<string>;
	email: string;
	/** Folded: what uniqueness and sign-in go by. */
	email_key: string;
	username: string;
	username_key: string;
	name: string;
	/** Folded, for search and order. */
	name_key: string;
	auth_type: AuthType;
	password_hash: string | null;
	must_change_password: Flag;
	status: UserStatus;
	created: Fixed<Instant>;
	last_updated: Instant;
	last_seen: Instant | null;
}

export interface UserRolesTable {
	user_id: Fixed<string>;
	role: Fixed<Role>;
}

/** Who a user is at a provider (OpenID Connect Core 2: `iss` and `sub` together, and nothing else, name a person). */
export interface IdentitiesTable {
	issuer: Fixed<string>;
	subject: Fixed<string>;
	user_id: Fixed<string>;
	created: Fixed<Instant>;
	/** What the provider said at the last sign-in or refresh, as far as the platform goes by it. */
	claims: Json<LastClaims> | null;
	last_sign_in: Instant | null;
}
