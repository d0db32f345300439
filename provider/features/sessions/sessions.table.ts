import type { Fixed, Instant, Json } from "#common/db/columns.ts";
import type { SessionPayload } from "./sessions.ts";

export interface SessionsTable {
	/** Of the cookie's value. */
	digest: string;
	/** Stays when the cookie's value changes at sign-in. */
	uid: Fixed<string>;
	user_id: string | null;
	payload: Json<SessionPayload>;
	/** Seconds since the epoch. */
	expires: number;
	/** Seconds since the epoch after which no use prolongs it; null: the default. */
	ends: number | null;
	/** Seconds without use after which it expires; null: never before it ends. */
	idle: number | null;
	/** Of the sign-in; null for what is older than this column, here and below. */
	created: Instant | null;
	/** To the minute. */
	last_seen: Instant | null;
	/** Where the sign-in came from. */
	address: string | null;
	user_agent: string | null;
}
