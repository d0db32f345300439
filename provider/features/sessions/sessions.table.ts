import type { Fixed, Json } from "#common/db/columns.ts";
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
}
