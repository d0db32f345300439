import { instant } from "#common/db/columns.ts";
import { fieldFault } from "#common/faults/fault.ts";
import { readCursor, writeCursor } from "#common/web/paging.ts";
import type { Spot } from "./system-log.store.ts";

const ISO_8601 = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d))?$/;

/** A moment as callers write it, as the log holds it. @throws Fault `invalid_request` (`field`) */
export const momentOf = (field: string, text: string | undefined): string | undefined => {
	if (text === undefined) return undefined;
	const milliseconds = ISO_8601.test(text) ? Date.parse(text) : Number.NaN;
	if (Number.isNaN(milliseconds)) throw fieldFault("invalid_request", field, "Use a moment such as 2026-01-31T08:00:00Z.");
	return instant(new Date(milliseconds));
};

/** How the log writes a moment itself. */
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const POSITION = /^\d{1,15}$/;

/** Cursors name the order of their list: one of another order is refused. */
const POLL = "logs-poll";
const ASCENDING = "logs-ascending";
const DESCENDING = "logs-descending";

/** Without a position a poll begins at `since`. */
export const pollCursor = (since: string, position: number | undefined): string =>
	writeCursor(POLL, since, position === undefined ? "" : String(position));

export const walkCursor = (since: string, { published, position }: Spot, descending: boolean): string =>
	writeCursor(descending ? DESCENDING : ASCENDING, since, published, String(position));

const refuse = () => fieldFault("invalid_request", "after", "This does not come from this list.");

/** @throws Fault `invalid_request` (`after`) */
export const readPollCursor = (after: string): { readonly since: string; readonly position: number | undefined } => {
	const [list, since = "", position = ""] = readCursor(after, 3) ?? [];
	if (list !== POLL || !INSTANT.test(since) || !/^\d{0,15}$/.test(position)) throw refuse();
	return { since, position: position === "" ? undefined : Number(position) };
};

/** @throws Fault `invalid_request` (`after`) */
export const readWalkCursor = (after: string, descending: boolean): { readonly since: string; readonly spot: Spot } => {
	const [list, since = "", published = "", position = ""] = readCursor(after, 4) ?? [];
	const fits = list === (descending ? DESCENDING : ASCENDING);
	if (!fits || !INSTANT.test(since) || !INSTANT.test(published) || !POSITION.test(position)) throw refuse();
	return { since, spot: { published, position: Number(position) } };
};
