import { Readable } from "node:stream";
import { setTimeout as wait } from "node:timers/promises";
import { type Instant, now } from "#common/db/columns.ts";
import { csvLine } from "#common/web/csv.ts";
import type { Db } from "../../database.ts";
import { countEvents, selectEvents } from "./audit.store.ts";
import type { AuditEvent, AuditFilters } from "./audit.ts";

/**
 * The audit log to take away: what matches, newest first, read page by page while it is sent, so that no more than one page is
 * ever in memory. There is an end to it, and a file that was cut says so itself.
 */

export type ExportFormat = "csv" | "json";

export interface AuditExport {
	readonly stream: Readable;
	/** How many events the file holds, and how many match. */
	readonly rows: number;
	readonly total: number;
}

const MOST_ROWS = 100_000;
const PAGE = 1_000;

/**
 * Events that come while it is being sent are not in it, nor is the export's own. `most` is for tests, which cannot write so
 * many.
 */
export const exportAudit = async (
	db: Db,
	filters: AuditFilters,
	format: ExportFormat,
	most = MOST_ROWS,
): Promise<AuditExport> => {
	const moment = await momentThatIsOver();
	const until = { ...filters, to: filters.to === undefined || filters.to > moment ? moment : filters.to };
	const total = await countEvents(db, until);
	const rows = Math.min(total, most);
	// Where all fit, it is read to the end: an event that was counted too late pushes no older one out.
	const pages = eventsOf(db, until, total > most ? most : Number.POSITIVE_INFINITY);
	return { stream: Readable.from(WRITERS[format](pages, total - rows)), rows, total };
};

/** A moment after which whatever is written here bears a later one: ids tell nothing of which came first within a millisecond. */
const momentThatIsOver = async (): Promise<Instant> => {
	const moment = now();
	while (now() === moment) await wait(1);
	return moment;
};

/** The first `rows` events, page by page. */
async function* eventsOf(db: Db, filters: AuditFilters, rows: number): AsyncGenerator<readonly AuditEvent[]> {
	let after: readonly string[] | undefined;
	for (let left = rows; left > 0; left -= PAGE) {
		const { items, next } = await selectEvents(db, { ...filters, limit: Math.min(PAGE, left) }, after);
		yield items;
		const last = items.at(-1);
		if (next === undefined || last === undefined) return;
		after = [last.time, last.id];
	}
}

type Writer = (pages: AsyncIterable<readonly AuditEvent[]>, missing: number) => AsyncGenerator<string>;

const cutSentence = (missing: number, last: Instant | string | undefined): string =>
	`Not all: ${missing} older events match too. To go on, export again with to=${last ?? ""}, which repeats events of that moment.`;

const COLUMNS: readonly (readonly [header: string, of: (event: AuditEvent) => string | null])[] = [
	["Time", ({ time }) => time],
	["Action", ({ action }) => action],
	["Result", ({ result }) => result],
	["Reason", ({ reason }) => reason],
	["User", ({ actor }) => actor.name],
	["User id", ({ actor }) => actor.id],
	["Address", ({ address }) => address],
	["User agent", ({ userAgent }) => userAgent],
	["Resource type", ({ target }) => target?.type ?? null],
	["Target", ({ target }) => target?.name ?? null],
	["Target id", ({ target }) => target?.id ?? null],
	["Request id", ({ requestId }) => requestId],
	["Event id", ({ id }) => id],
	["Detail", ({ detail }) => JSON.stringify(detail)],
];

/** It begins with a byte order mark: without one, spreadsheets take UTF-8 for something else. */
const toCsv: Writer = async function* (pages, missing) {
	yield `\ufeff${csvLine(COLUMNS.map(([header]) => header))}`;
	let last: string | undefined;
	for await (const events of pages) {
		yield events.map((event) => csvLine(COLUMNS.map(([, of]) => of(event)))).join("");
		last = events.at(-1)?.time ?? last;
	}
	if (missing > 0) yield csvLine([cutSentence(missing, last), ...COLUMNS.slice(1).map(() => null)]);
};

/** One array of the objects that the API answers with, one a line; where it was cut, the last one says so. */
const toJsonArray: Writer = async function* (pages, missing) {
	let before = "[\n";
	let last: string | undefined;
	for await (const events of pages) {
		for (const event of events) {
			yield `${before}${JSON.stringify(event)}`;
			before = ",\n";
			last = event.time;
		}
	}
	if (missing > 0) yield `${before}${JSON.stringify({ cut: cutSentence(missing, last), missing, to: last ?? null })}`;
	else if (last === undefined) yield "[";
	yield "\n]\n";
};

const WRITERS: Readonly<Record<ExportFormat, Writer>> = { csv: toCsv, json: toJsonArray };
