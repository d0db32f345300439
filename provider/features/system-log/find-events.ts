import { isPostgres } from "#common/db/engine.ts";
import { Fault, fieldFault } from "#common/faults/fault.ts";
import type { Page } from "#common/web/paging.ts";
import type { Db } from "../../database.ts";
import { type EventFilter, readFilter, WHOLE } from "./filter.ts";
import { type LogEvent, toEvent } from "./log-event.ts";
import { momentOf, pollCursor, readPollCursor, readWalkCursor, walkCursor } from "./moments.ts";
import { poll } from "./poll.ts";
import { KEPT_DAYS, keptDays } from "./retention.ts";
import { walk } from "./walk.ts";
import { wordsOf } from "./words.ts";

/** Which events, and in which order. Moments are ISO 8601. */
export interface EventQuery {
	/** Every word of it occurs somewhere in the event. */
	readonly q?: string | undefined;
	/** SCIM's grammar (RFC 7644 section 3.4.2.2). */
	readonly filter?: string | undefined;
	/** A week before `until` where it is left out. */
	readonly since?: string | undefined;
	/** Events at this moment are left out. */
	readonly until?: string | undefined;
	readonly limit: number;
	/** Of the former page; knows its `since`. */
	readonly after?: string | undefined;
	readonly order: "ASCENDING" | "DESCENDING";
}

const DAY = 86_400_000;
const DEFAULT_DAYS = 7;
/** A moment exactly so far back was right when its request was made. */
const GRACE = 60_000;

/**
 * One page of events. Without `until` and ascending the caller polls: events come in the order of their writing, none is left out
 * or doubled whatever is written meanwhile, and there always is a next page. Otherwise they come by moment, to an end.
 *
 * No page takes longer than a moment: where few events match, it may be short, or empty, and the next one goes on from there.
 *
 * @throws Fault `invalid_request`, `filter_refused`, `expression_refused`
 */
export const listEvents = async (db: Db, query: EventQuery): Promise<Page<LogEvent>> => {
	const { limit } = query;
	const filter = filterOf(db, query);
	const until = momentOf("until", query.until);
	const descending = query.order === "DESCENDING";
	if (query.after !== undefined && query.since !== undefined) {
		throw fieldFault("invalid_request", "since", "Leave it out together with after, which knows it.");
	}
	const since = () => sinceOf(db, query.since, until);
	if (until === undefined && !descending) {
		const from = query.after === undefined ? { since: await since(), position: undefined } : readPollCursor(query.after);
		const { rows, position } = await poll(db, { ...from, filter, limit });
		return { items: rows.map(toEvent), next: pollCursor(from.since, position) };
	}
	const from = query.after === undefined ? { since: await since(), spot: undefined } : readWalkCursor(query.after, descending);
	const stretch = { way: filter.way, since: from.since, until, after: from.spot, descending };
	const { rows, spot } = await walk(db, stretch, { filter: filter.conditions, limit });
	return { items: rows.map(toEvent), next: spot && walkCursor(from.since, spot, descending) };
};

const filterOf = (db: Db, { q, filter }: EventQuery): EventFilter => {
	const { conditions, way } = filter ? readFilter(filter, isPostgres(db)) : { conditions: [], way: WHOLE };
	return { conditions: [...conditions, ...wordsOf(q ?? "")], way };
};

/** Clients that read half a year, as they may at Okta, can do so too where less is kept. */
const reachOf = async (db: Db): Promise<number> => Math.max(KEPT_DAYS, await keptDays(db));

const sinceOf = async (db: Db, given: string | undefined, until: string | undefined): Promise<string> => {
	const end = until === undefined ? Date.now() : Date.parse(until);
	const since = momentOf("since", given) ?? new Date(end - DEFAULT_DAYS * DAY).toISOString();
	const isBefore = (days: number) => Date.parse(since) < Date.now() - days * DAY - GRACE;
	if (given !== undefined && isBefore(KEPT_DAYS) && isBefore(await reachOf(db))) {
		const message = `Events are kept for ${await reachOf(db)} days: use a later moment.`;
		throw new Fault("filter_refused", { description: `Invalid since: ${message}`, fields: [{ field: "since", message }] });
	}
	if (until !== undefined && since > until) throw fieldFault("invalid_request", "until", "Use a moment after since.");
	return since;
};
