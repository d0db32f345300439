import { fromJson } from "#common/db/columns.ts";
import type { UserAgent } from "#common/words/user-agent.ts";
import { eventTypes } from "./event-types.ts";
import type { EventRow } from "./system-log.store.ts";
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
	readonly sessionId: string | null;
	readonly apiTokenId: string | null;
	readonly client: LogClient & UserAgent;
	readonly detail: Record<string, unknown>;
}

export const toEvent = (row: EventRow): LogEvent => ({
	id: row.id,
	published: row.published,
	eventType: row.event_type,
	severity: row.severity,
	message: messages.get(row.event_type) ?? row.event_type,
	actor: { id: row.actor_id, type: row.actor_type, alternateId: row.actor_alternate_id, displayName: row.actor_name },
	targets: fromJson(row.targets),
	result: row.result,
	reason: row.reason,
	requestId: row.request_id,
	sessionId: row.session_id,
	apiTokenId: row.token_id,
	client: {
		ipAddress: row.ip,
		userAgent: row.user_agent,
		os: row.os,
		browser: row.browser,
		device: row.device as UserAgent["device"],
	},
	detail: fromJson(row.detail),
});

const messages: ReadonlyMap<string, string> = new Map(Object.entries(eventTypes));
