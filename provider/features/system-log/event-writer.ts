import { isPostgres } from "#common/db/engine.ts";
import type { Db } from "../../database.ts";
import { rowOf } from "./event-row.ts";
import { insertEvents, type NewRow } from "./system-log.store.ts";
import type { NewEvent } from "./system-log.ts";

/** Writes what nobody waits for. */
export interface EventWriter {
	record(event: NewEvent): void;
	/** Resolves once everything that was recorded is written. */
	settled(): Promise<void>;
}

/** Rows of one statement, far below what either engine takes. */
const MOST_AT_ONCE = 100;

/**
 * A sign-in leaves several events within one request, and a busy moment many: what was recorded while the last ones were being
 * written goes into one statement. `lost` is told when they could not be.
 */
export const createEventWriter = (db: Db, lost: (fault: unknown) => void): EventWriter => {
	return isPostgres(db) ? writeTogether(db, lost) : writeAtOnce(db, lost);
};

/** SQLite's writes of one turn share a transaction anyway, with whatever else the requests write. */
const writeAtOnce = (db: Db, lost: (fault: unknown) => void): EventWriter => {
	const writing = new Set<Promise<void>>();
	return {
		record(event) {
			const written = insertEvents(db, [rowOf(event)])
				.catch(lost)
				.finally(() => writing.delete(written));
			writing.add(written);
		},
		settled: async () => {
			while (writing.size > 0) await Promise.all(writing);
		},
	};
};

const writeTogether = (db: Db, lost: (fault: unknown) => void): EventWriter => {
	let waiting: NewRow[] = [];
	let writing: Promise<void> | undefined;
	const writeAll = async (): Promise<void> => {
		// The other events of the same turn come along.
		await new Promise((resolve) => setImmediate(resolve));
		while (waiting.length > 0) {
			const rows = waiting.slice(0, MOST_AT_ONCE);
			waiting = waiting.slice(MOST_AT_ONCE);
			await insertEvents(db, rows).catch(lost);
		}
		writing = undefined;
	};
	return {
		record(event) {
			waiting.push(rowOf(event));
			writing ??= writeAll();
		},
		settled: async () => {
			while (writing !== undefined) await writing;
		},
	};
};
