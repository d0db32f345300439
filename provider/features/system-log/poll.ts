import { setTimeout as sleep } from "node:timers/promises";
import { type SqlBool, sql } from "kysely";
import type { Db } from "../../database.ts";
import type { EventFilter } from "./filter.ts";
import { type EventRow, firstPositionSince, highestPosition, positionAt, selectWritten, writersNow } from "./system-log.store.ts";
import { lookThrough } from "./windows.ts";

const PATIENCE_MS = 150;
const PAUSE_MS = 5;

/**
 * A position up to which everything is decided: written, or never to be. Positions are given away before events are written for
 * good, so one that is missing may still come; it cannot once those who were writing at the time have ended. Undefined where
 * somebody takes long.
 */
const settledPosition = async (db: Db): Promise<number | undefined> => {
	const highest = await highestPosition(db);
	let writers = await writersNow(db);
	for (const end = performance.now() + PATIENCE_MS; writers.length > 0; ) {
		if (performance.now() > end) return undefined;
		await sleep(PAUSE_MS);
		const still = new Set(await writersNow(db));
		writers = writers.filter((writer) => still.has(writer));
	}
	return highest;
};

/** Which events: after `position`, or from `since` on where it is undefined. */
interface Polling {
	readonly since: string;
	readonly position: number | undefined;
	readonly filter: EventFilter;
	readonly limit: number;
}

/** Events in the order of their writing; `position` is where to go on, undefined for where it would begin. */
export const poll = async (
	db: Db,
	{ since, position, filter: { conditions }, limit }: Polling,
): Promise<{ readonly rows: readonly EventRow[]; readonly position: number | undefined }> => {
	const last = await settledPosition(db);
	if (last === undefined) return { rows: [], position };
	const start = position ?? (await startOf(db, since, last));
	const filter = [sql<SqlBool>`log.published >= ${since}`, ...conditions];
	const looking = { limit, scattered: false };
	const { rows, end = last } = await lookThrough<EventRow, number>(start, looking, async (after = start, size, wanted) => {
		const reached = await positionAt(db, { after, last }, size);
		const found = await selectWritten(db, { after, last: reached ?? last }, { size, filter, limit: wanted });
		return { rows: found, end: found.length === wanted ? found.at(-1)?.position : reached };
	});
	return { rows, position: Math.max(start, end) };
};

const startOf = async (db: Db, since: string, last: number): Promise<number> =>
	Math.min((await firstPositionSince(db, since)) ?? last + 1, last + 1) - 1;
