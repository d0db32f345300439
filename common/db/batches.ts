import { setTimeout as sleep } from "node:timers/promises";

/** Rows that one statement removes. */
const BATCH = 1_000;
/** Milliseconds. What is left by then is there the next time. */
const LONGEST = 5_000;

/** A statement as Kysely builds it, not yet run. */
interface Removal {
	executeTakeFirst(): Promise<{ readonly numDeletedRows: bigint } | { readonly numUpdatedRows: bigint }>;
}

/**
 * Runs a statement that removes (or changes) up to `most` rows again and again, until there are fewer. SQLite has one writer: after
 * each batch everybody else has the database for as long as the batch had it.
 */
export const inBatches = async (statement: (most: number) => Removal, most = BATCH): Promise<void> => {
	const end = performance.now() + LONGEST;
	for (;;) {
		const began = performance.now();
		const result = await statement(most).executeTakeFirst();
		const rows = "numDeletedRows" in result ? result.numDeletedRows : result.numUpdatedRows;
		const over = performance.now();
		if (rows < most || over > end) return;
		await sleep(Math.max(1, over - began));
	}
};
