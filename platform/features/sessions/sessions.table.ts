import type { Fixed, Instant } from "#common/db/columns.ts";
import type { Method } from "./sessions.ts";

export interface SessionsTable {
	/** Of the cookie's value. */
	digest: Fixed<string>;
	user_id: Fixed<string>;
	method: Fixed<Method>;
	/** Sealed as `sessions.id_token/<digest>`; the hint for signing out at the provider. */
	id_token: Fixed<string | null>;
	/** Sealed as `sessions.access_token/<digest>`; kept only where the administrator enabled access tokens. */
	access_token: Fixed<string | null>;
	access_token_expires: Fixed<Instant | null>;
	issuer: Fixed<string | null>;
	address: Fixed<string>;
	user_agent: Fixed<string>;
	created: Fixed<Instant>;
	expires: Fixed<Instant>;
}
