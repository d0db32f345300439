import { after, type Instant, now, toJson } from "#common/db/columns.ts";
import { fold } from "#common/db/search.ts";
import { Fault } from "#common/faults/fault.ts";
import { newId } from "#common/seal/ids.ts";
import { type Page, readCursor } from "#common/web/paging.ts";
import type { Db } from "../../database.ts";
import { type Action, actions } from "./actions.ts";
import { countEvents, deleteEvents, insertEvent, selectDistinct, selectEvent, selectEvents, toEvent } from "./audit.store.ts";
import { countAuditEvent } from "./counting.ts";
import { sendEvent } from "./output.ts";
import { createRepeats, type Repeats } from "./repeats.ts";
import { starred } from "./stars.ts";

export { sendEventsTo } from "./output.ts";

/**
 * The audit log: who did what, to whom, when and from where, how it ended, and the request id that the person concerned was
 * shown. Changes carry each field's old and new value; secrets are stars.
 */

export type AuditResult = "success" | "failure" | "denied";

export interface AuditTarget {
	readonly type: string;
	readonly id: string;
	readonly name: string | null;
}

/** An event to be written. Without an actor it was a stranger. */
export interface NewAuditEvent {
	readonly action: Action;
	readonly actor: { readonly id: string | null; readonly name: string } | undefined;
	readonly address: string;
	readonly userAgent: string;
	readonly target?: AuditTarget | undefined;
	readonly result: AuditResult;
	/** Why it failed, as a code or a sentence. */
	readonly reason?: string | undefined;
	readonly requestId: string;
	readonly detail?: Readonly<Record<string, unknown>>;
}

export interface AuditEvent {
	readonly id: string;
	readonly time: string;
	readonly action: string;
	readonly actor: { readonly id: string | null; readonly name: string };
	readonly address: string;
	readonly userAgent: string;
	readonly target: AuditTarget | null;
	readonly result: AuditResult;
	readonly reason: string | null;
	readonly requestId: string;
	readonly detail: Readonly<Record<string, unknown>>;
}

export interface AuditFilters {
	/** Words that all occur somewhere in the event, the request id included. */
	readonly q?: string | undefined;
	readonly action?: string | undefined;
	readonly targetType?: string | undefined;
	/** An id, or words in the name. */
	readonly target?: string | undefined;
	/** An id, or words in the name. */
	readonly actor?: string | undefined;
	readonly result?: AuditResult | undefined;
	readonly requestId?: string | undefined;
	/** Both are included. */
	readonly from?: Instant | undefined;
	readonly to?: Instant | undefined;
}

export interface AuditSearch extends AuditFilters {
	readonly limit: number;
	readonly after?: string | undefined;
}

const LONGEST_USER_AGENT = 300;
/** Seconds. */
const DAY = 24 * 60 * 60;

/** Writes one event. */
export const recordAudit = (db: Db, event: NewAuditEvent): Promise<void> => {
	countAuditEvent(event);
	return write(db, event);
};

const write = async (db: Db, event: NewAuditEvent): Promise<void> => {
	const { action, target, result, requestId } = event;
	const actor = event.actor ?? { id: null, name: "" };
	const reason = event.reason === undefined ? null : String(starred(event.reason));
	const detail = starred(event.detail ?? {}) as Record<string, unknown>;
	const found = [action, actor.name, event.address, target?.type, target?.name, result, reason, requestId, ...texts(detail)];
	const row = {
		id: newId("adt"),
		time: now(),
		action,
		actor_id: actor.id,
		actor_name: actor.name,
		address: event.address,
		user_agent: event.userAgent.slice(0, LONGEST_USER_AGENT),
		target_type: target?.type ?? null,
		target_id: target?.id ?? null,
		target_name: target?.name ?? null,
		result,
		reason,
		request_id: requestId,
		detail: toJson(detail),
		actor_key: fold(actor.name),
		target_key: target?.name == null ? null : fold(target.name),
		// PostgreSQL stores no NUL, and a provider may write one into an error.
		search_key: fold(found.filter(Boolean).join(" ")).replaceAll("\0", " ").toWellFormed(),
	};
	await insertEvent(db, row);
	sendEvent(() => toEvent(row));
};

const counting = new WeakMap<Db, Repeats>();
const repeatsOf = (db: Db): Repeats => {
	const known = counting.get(db) ?? createRepeats();
	counting.set(db, known);
	return known;
};

/** Writes an event that somebody can cause at will, or counts it where one like it was just written: see `repeats.ts`. */
export const recordStray = async (db: Db, event: NewAuditEvent): Promise<void> => {
	countAuditEvent(event);
	for (const due of repeatsOf(db).take(event, Date.now())) await write(db, due);
};

/** Writes what was counted and not written yet, once its minute is over. */
export const recordRepeats = async (db: Db): Promise<void> => {
	for (const due of repeatsOf(db).over(Date.now())) await write(db, due);
};

/** Forgets what is older than `days`, null for nothing. */
export const removeOldEvents = async (db: Db, days: number | null): Promise<void> => {
	if (days !== null) await deleteEvents(db, after(-days * DAY));
};

/** Every text inside `value`, however deep. */
const texts = (value: unknown): readonly string[] => {
	if (typeof value === "string") return [value];
	return typeof value === "object" && value !== null ? Object.values(value).flatMap(texts) : [];
};

/** One page of events, newest first, with the number of all that match. An unreadable cursor begins anew. */
export const searchAudit = async (db: Db, search: AuditSearch): Promise<Page<AuditEvent> & { readonly total: number }> => {
	const cursor = search.after === undefined ? undefined : readCursor(search.after, 2);
	const [page, total] = await Promise.all([selectEvents(db, search, cursor), countEvents(db, search)]);
	return { ...page, total };
};

/** All there is about one event. @throws Fault `not_found` */
export const getEvent = async (db: Db, id: string): Promise<AuditEvent> => {
	const event = await selectEvent(db, id);
	if (event === undefined) throw new Fault("not_found");
	return event;
};

export interface Facets {
	readonly actions: readonly { readonly action: string; readonly sentence: string | null }[];
	readonly targetTypes: readonly string[];
}

/** The actions and the resource types that occur in the log. An action of an older release has no sentence. */
export const auditFacets = async (db: Db): Promise<Facets> => {
	const [found, targetTypes] = await Promise.all([selectDistinct(db, "action"), selectDistinct(db, "target_type")]);
	const sentenceOf = (action: string) => (Object.hasOwn(actions, action) ? actions[action as Action] : null);
	return { actions: found.map((action) => ({ action, sentence: sentenceOf(action) })), targetTypes };
};
