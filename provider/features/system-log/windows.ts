import { setImmediate as otherWork } from "node:timers/promises";

/** How long one request may look for events. */
const BUDGET_MS = 60;
/** How many events it looks at first, and at a time. */
const FIRST = 100;
const LARGEST = 4_000;
const FASTER = 4;

/** What a look at the next events brought: those that match, and where the look ended, unless the events ended. */
export interface Look<Row, End> {
	readonly rows: readonly Row[];
	readonly end: End | undefined;
}

export interface Looking {
	readonly limit: number;
	/** The events stand anywhere on the disk, and what one look took says nothing about the next. */
	readonly scattered: boolean;
}

/**
 * Looks at stretch after stretch of events, until `limit` of them match, there are no more, or the time is over: `look` begins
 * after `from` and takes the next `size` events.
 */
export const lookThrough = async <Row, End>(
	from: End | undefined,
	{ limit, scattered }: Looking,
	look: (from: End | undefined, size: number, limit: number) => Promise<Look<Row, End>>,
): Promise<Look<Row, End>> => {
	const end = performance.now() + BUDGET_MS;
	const rows: Row[] = [];
	let size = FIRST;
	for (let at = from; ; ) {
		const begin = performance.now();
		const found = await look(at, size, limit - rows.length);
		rows.push(...found.rows);
		const now = performance.now();
		if (found.end === undefined || rows.length >= limit || now > end) return { rows, end: found.end };
		at = found.end;
		// Events that have to be fetched from the disk take many times as long: no look may outlast what is left.
		const pace = Math.min(FASTER, (end - now) / (now - begin));
		size = Math.min(scattered ? FIRST : LARGEST, Math.max(1, Math.ceil(size * pace)));
		await otherWork();
	}
};
