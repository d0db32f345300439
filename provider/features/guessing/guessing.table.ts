import type { Fixed, Instant } from "#common/db/columns.ts";

/** How often somebody has guessed, and until when that counts. */
export interface GuessesTable {
	/** Of the limit's name and of whom it counts: no login and no address can be read from it. */
	digest: Fixed<string>;
	points: number;
	expires: Instant;
}
