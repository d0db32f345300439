import { fromJson, type Instant, instant } from "#common/db/columns.ts";
import { fieldFault } from "#common/faults/fault.ts";
import { type Page, pageOf, readCursor, writeCursor } from "#common/web/paging.ts";
import { checkText } from "#common/web/text.ts";
import type { Db } from "../../database.ts";
import { type EventRow, selectEvents } from "./system-log.store.ts";
import type { LogActor, LogClient, LogTarget, NewEvent } from "./system-log.ts";

/** An event as it was written. */
export interface LogEvent {
	readonly id: string;
	readonly published: string;
	readonly eventType: string;
	readonly severity: "INFO" | "WARN";
	readonly message: string;
	readonly actor: LogActor;
	readonly targets: readonly LogTarget[];
	readonly result: NewEvent["result"];
	readonly reason: string | null;
	readonly requestId: string;
	readonly client: LogClient;
	readonly detail: Record<string, unknown>;
}

/** Which events, and in which order. Moments are ISO 8601. */
export interface EventQuery {
	/** Every word of it occurs somewhere in the event. */
	readonly q?: string | undefined;
	readonly since?: string | undefined;
	/** Events at this moment are left out. */
	readonly until?: string | undefined;
	readonly limit: number;
	readonly after?: string | undefined;
	readonly order: "ASCENDING" | "DESCENDING";
}

/** More words than a person types cost more than they find. */
const MOST_WORDS = 10;

/** One page of events. @throws Fault `invalid_request` for a moment or a cursor that is none. */
export const listEvents = async (db: Db, query: EventQuery): Promise<Page<LogEvent>> => {
	const rows = await selectEvents(db, {
		words: (query.q ?? "").split(/\s+/).filter(Boolean).slice(0, MOST_WORDS),
		since: moment("since", query.since),
		until: moment("until", query.until),
		after: position(query.after),
		limit: query.limit + 1,
		descending: query.order === "DESCENDING",
	});
	return pageOf(rows, query.limit, ({ published, id }) => writeCursor(CURSOR, published, id), toEvent);
};

const ISO_8601 = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d))?$/;

const moment = (field: string, text: string | undefined): Instant | undefined => {
	if (text === undefined) return undefined;
	const milliseconds = ISO_8601.test(text) ? Date.parse(text) : Number.NaN;
	if (Number.isNaN(milliseconds)) throw fieldFault("invalid_request", field, "Use a moment such as 2026-01-31T08:00:00Z.");
	return instant(new Date(milliseconds));
};

const CURSOR = "logs";

const position = (after: string | undefined): { readonly published: string; readonly id: string } | undefined => {
	if (after === undefined) return undefined;
	const [list, published, id] = readCursor(after, 3) ?? [];
	if (list !== CURSOR || published === undefined || id === undefined) {
		throw fieldFault("invalid_request", "after", "This does not come from this list.");
	}
	checkText([published, id], "after");
	return { published, id };
};

const toEvent = (row: EventRow): LogEvent => ({
	id: row.id,
	published: row.published,
	eventType: row.event_type,
	severity: row.severity,
	message: row.message,
	actor: fromJson(row.actor),
	targets: fromJson(row.targets),
	result: row.result,
	reason: row.reason,
	requestId: row.request_id,
	client: fromJson(row.client),
	detail: fromJson(row.detail),
});
