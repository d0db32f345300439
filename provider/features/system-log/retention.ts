import { setImmediate as otherWork } from "node:timers/promises";
import type { Db } from "../../database.ts";
import { selectKeptDays, upsertKeptDays } from "./settings.store.ts";
import { deleteOldest } from "./system-log.store.ts";

/** How long events are kept where nobody has decided otherwise, as at Okta. */
export const KEPT_DAYS = 180;
/** What an administrator may choose: whoever has taken over their account cannot make what they did unseen at once. */
export const SHORTEST_DAYS = 30;
export const LONGEST_DAYS = 3_650;

/** How many days events are kept. */
export const keptDays = async (db: Db): Promise<number> => (await selectKeptDays(db)) ?? KEPT_DAYS;

/** Keeps events so many days from now on; older ones go soon. */
export const keepFor = (db: Db, days: number): Promise<void> => upsertKeptDays(db, days);

const BATCH = 200;
/** What one sweep takes away at most, so that a long log that comes from elsewhere does not hold up sign-ins. */
const BATCHES = 25;

/** Removes events that are older than they are kept. Answers how many. */
export const removeOldEvents = async (db: Db): Promise<number> => {
	const moment = new Date(Date.now() - (await keptDays(db)) * 86_400_000).toISOString();
	let removed = 0;
	for (let batch = 0; batch < BATCHES; batch += 1) {
		const gone = await deleteOldest(db, moment, BATCH);
		removed += gone;
		if (gone < BATCH) break;
		await otherWork();
	}
	return removed;
};
