import { now, toJson } from "#common/db/columns.ts";
import { fold } from "#common/db/search.ts";
import { newId } from "#common/seal/ids.ts";
import { type Page, readCursor } from "#common/web/paging.ts";
import type { Db } from "../../database.ts";
import type { Action } from "./actions.ts";
import { countEvents, insertEvent, selectEvents } from "./audit.store.ts";

/**
 * The audit log: who did what, to whom, when and from where, how it ended, and the request id that the person concerned was
 * shown. Changes carry each field's old and new value; secrets are never among them.
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
	readonly target: AuditTarget | null;
	readonly result: AuditResult;
	readonly reason: string | null;
	readonly requestId: string;
	readonly detail: Readonly<Record<string, unknown>>;
}

export interface AuditSearch {
	/** Words that all occur somewhere in the event, the request id included. */
	readonly q?: string | undefined;
	readonly action?: string | undefined;
	readonly result?: AuditResult | undefined;
	readonly limit: number;
	readonly after?: string | undefined;
}

const LONGEST_USER_AGENT = 300;

/** Writes one event. */
export const recordAudit = async (db: Db, event: NewAuditEvent): Promise<void> => {
	const { action, target, result, reason = null, requestId, detail = {} } = event;
	const actor = event.actor ?? { id: null, name: "" };
	const found = [action, actor.name, event.address, target?.type, target?.name, result, reason, requestId, ...texts(detail)];
	await insertEvent(db, {
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
		// PostgreSQL stores no NUL, and a provider may write one into an error.
		search_key: fold(found.filter(Boolean).join(" ")).replaceAll("\0", " ").toWellFormed(),
	});
};

/** Every text inside `value`, however deep. */
const texts = (value: unknown): readonly string[] => {
	if (typeof value === "string") return [value];
	return typeof value === "object" && value !== null ? Object.values(value).flatMap(texts) : [];
};

/** One page of events, newest first, with the number of all that match. An unreadable cursor begins anew. */
export const searchAudit = async (db: Db, search: AuditSearch): Promise<Page<AuditEvent> & { readonly total: number }> => {
	const after = search.after === undefined ? undefined : readCursor(search.after, 2);
	const [page, total] = await Promise.all([selectEvents(db, search, after), countEvents(db, search)]);
	return { ...page, total };
};
