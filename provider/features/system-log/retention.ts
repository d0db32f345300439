import { setImmediate as otherWork } from "node:timers/promises";
import type { Db } from "../../database.ts";
import { deleteOldest } from "./system-log.store.ts";

/** How long events are kept, as at Okta. */
export const KEPT_DAYS = 180;

const BATCH = 200;
/** What one sweep takes away at most, so that a long log that comes from elsewhere does not hold up sign-ins. */
const BATCHES = 25;

/** Removes events that are older than they are kept. Answers how many. */
export const removeOldEvents = async (db: Db): Promise<number> => {
	const moment = new Date(Date.now() - KEPT_DAYS * 86_400_000).toISOString();
	let removed = 0;
	for (let batch = 0; batch < BATCHES; batch += 1) {
		const gone = await deleteOldest(db, moment, BATCH);
		removed += gone;
		if (gone < BATCH) break;
		await otherWork();
	}
	return removed;
};
