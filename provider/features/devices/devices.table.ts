import type { Fixed, Instant, Json } from "#common/db/columns.ts";
import type { Method } from "../assurance/assurance.ts";

/** Browsers that people have signed in with. */
export interface DevicesTable {
	/** Of the cookie's value. */
	digest: string;
	user_id: Fixed<string>;
	first_seen: Fixed<Instant>;
	last_seen: Instant;
	/** When the person last proved two factors on it. */
	factor_proven: Instant | null;
	/** What they proved then. */
	proven: Json<readonly Method[]>;
}
