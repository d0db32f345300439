import type { FastifyRequest } from "fastify";
import { now, toJson } from "#common/db/columns.ts";
import { fold } from "#common/db/search.ts";
import type { EventDraft, Outcome } from "#common/web/route.ts";
import type { Db } from "../../database.ts";
import { boundedText, boundedValue, textIn } from "./bounded.ts";
import { newEventId } from "./event-id.ts";
import { type EventType, eventTypes } from "./event-types.ts";
import { insertEvent } from "./system-log.store.ts";

/**
 * The System Log: every sign-in, refusal and change, with who, what, from where, how it ended, and the request id that the
 * person concerned was shown.
 */

export interface LogActor {
	readonly id: string | null;
	readonly type: "User" | "PublicClientApp" | "SystemPrincipal";
	readonly alternateId: string;
	readonly displayName: string;
}

export interface LogTarget {
	readonly id: string;
	/** `User`, `UserGroup`, `AppInstance`, ... */
	readonly type: string;
	readonly displayName: string;
}

export interface LogClient {
	readonly ipAddress: string;
	readonly userAgent: string;
}

/** An event to be written. */
export interface NewEvent {
	readonly eventType: EventType;
	readonly actor: LogActor;
	readonly targets: readonly LogTarget[];
	readonly result: "SUCCESS" | "FAILURE" | "DENY";
	readonly reason?: string | undefined;
	readonly requestId: string;
	readonly client: LogClient;
	readonly detail?: Record<string, unknown>;
}

/** The longest text of an event that is searched. */
const SEARCHED = 4_000;

/** Writes one event. What came from outside is cut to a bounded size, so that nobody fills the log with one request. */
export const recordEvent = async (db: Db, event: NewEvent): Promise<void> => {
	const published = now();
	const message = eventTypes[event.eventType];
	const actor = boundedValue(event.actor) as LogActor;
	const targets = boundedValue(event.targets) as LogTarget[];
	const client = boundedValue(event.client) as LogClient;
	const detail = boundedValue(event.detail ?? {}) as Record<string, unknown>;
	const reason = event.reason === undefined ? null : boundedText(event.reason);
	const requestId = boundedText(event.requestId);
	const words = [message, event.eventType, event.result, reason, requestId, client.ipAddress, actor, targets, detail];
	await insertEvent(db, {
		id: newEventId(Date.parse(published)),
		published,
		event_type: event.eventType,
		severity: event.result === "SUCCESS" ? "INFO" : "WARN",
		message,
		actor: toJson(actor),
		actor_id: actor.id,
		targets: toJson(targets),
		result: event.result,
		reason,
		request_id: requestId,
		client: toJson(client),
		detail: toJson(detail),
		search_key: fold(textIn(words).join(" ")).slice(0, SEARCHED).toWellFormed(),
	});
};

/** Who calls a route, as far as the log cares. */
interface Caller {
	readonly userId: string;
	readonly login: string;
	readonly name: string;
}

const UNKNOWN: LogActor = { id: null, type: "SystemPrincipal", alternateId: "unknown", displayName: "Unknown" };

/** Refusals of a person, as opposed to what merely went wrong. */
const DENIALS = new Set(["forbidden", "not_assigned", "foreign_origin"]);

/** How routes leave events: `record` of the provider's gate. */
export const recordFromRoute =
	(db: Db) =>
	(eventType: EventType, draft: EventDraft<Caller>, outcome: Outcome, request: FastifyRequest): Promise<void> => {
		const { actor, targets, detail } = draft;
		return recordEvent(db, {
			eventType,
			actor: actor ? { id: actor.userId, type: "User", alternateId: actor.login, displayName: actor.name } : UNKNOWN,
			targets: targets.map(({ id, type, name }) => ({ id, type, displayName: name ?? id })),
			result: resultOf(outcome),
			reason: outcome.result === "success" ? undefined : outcome.reason,
			requestId: request.id,
			client: { ipAddress: request.ip, userAgent: request.headers["user-agent"] ?? "" },
			detail,
		});
	};

const resultOf = (outcome: Outcome): NewEvent["result"] => {
	if (outcome.result === "success") return "SUCCESS";
	return outcome.result === "denied" || DENIALS.has(outcome.reason) ? "DENY" : "FAILURE";
};
