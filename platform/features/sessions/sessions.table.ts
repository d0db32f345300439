import type { Fixed, Instant } from "#common/db/columns.ts";
import type { EndReason, Method } from "./sessions.ts";

export interface SessionsTable {
	/** Of the cookie's value. */
	digest: Fixed<string>;
	user_id: Fixed<string>;
	method: Fixed<Method>;
	/** Sealed as `sessions.id_token/<digest>`; the hint for signing out at the provider. */
	id_token: string | null;
	/** Sealed as `sessions.access_token/<digest>`; kept only where the administrator enabled access tokens. */
	access_token: string | null;
	access_token_expires: Instant | null;
	issuer: Fixed<string | null>;
	/** What people and the API call it: the digest is nobody's business. */
	id: Fixed<string>;
	/** At the provider (`sub`, `sid`): what a logout token names. */
	subject: Fixed<string | null>;
	sid: Fixed<string | null>;
	/** The configuration that it began under. */
	configuration_id: Fixed<string | null>;
	/** Sealed as `sessions.refresh_token/<digest>`. */
	refresh_token: string | null;
	/** Where the provider said so. */
	refresh_expires: Instant | null;
	/** Somebody is refreshing it, who has until then. */
	refreshing_until: Instant | null;
	/** The provider did not answer: not to be asked before. */
	refresh_after: Instant | null;
	/** Since when it has not answered. */
	refresh_failing: Instant | null;
	/** Written at most once a minute. */
	last_used: Instant | null;
	ended: Instant | null;
	end_reason: EndReason | null;
	address: Fixed<string>;
	user_agent: Fixed<string>;
	created: Fixed<Instant>;
	expires: Instant;
}
