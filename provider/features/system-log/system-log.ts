import type { FastifyRequest } from "fastify";
import { now, toJson } from "#common/db/columns.ts";
import { fold } from "#common/db/search.ts";
import { digest } from "#common/seal/ids.ts";
import type { EventDraft, Outcome } from "#common/web/route.ts";
import { stateOf } from "#common/web/state.ts";
import type { Db } from "../../database.ts";
import { boundedText, boundedValue, textIn } from "./bounded.ts";
import { newEventId } from "./event-id.ts";
import { type EventType, eventTypes } from "./event-types.ts";
import { insertEvent } from "./system-log.store.ts";
import { readUserAgent } from "./user-agent.ts";

export { removeOldEvents } from "./retention.ts";

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
	/** Such as a person's login; the display name where it is left out. */
	readonly alternateId?: string | undefined;
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
	/** What the actor's session is called in the log: see `externalSessionId`. */
	readonly sessionId?: string | undefined;
	/** The API token that the request came with. */
	readonly apiTokenId?: string | undefined;
	readonly detail?: Record<string, unknown>;
}

/** What a session is called in the log: the same for all of its events, and no use to whoever reads it. */
export const externalSessionId = (uid: string): string => `trs${digest(uid).slice(0, 22)}`;

/** The longest text of an event that is searched. */
const SEARCHED = 4_000;

/** Writes one event. What came from outside is cut to a bounded size, so that nobody fills the log with one request. */
export const recordEvent = async (db: Db, event: NewEvent): Promise<void> => {
	const published = now();
	const actor = boundedValue(event.actor) as LogActor;
	const targets = boundedValue(event.targets) as LogTarget[];
	const client = boundedValue(event.client) as LogClient;
	const detail = boundedValue(event.detail ?? {}) as Record<string, unknown>;
	const reason = event.reason === undefined ? null : boundedText(event.reason);
	const requestId = boundedText(event.requestId);
	const { eventType, result, sessionId = null, apiTokenId = null } = event;
	const words = [
		eventTypes[eventType],
		eventType,
		result,
		reason,
		requestId,
		client.ipAddress,
		apiTokenId,
		actor,
		targets,
		detail,
	];
	const row = {
		id: newEventId(Date.parse(published)),
		published,
		event_type: eventType,
		severity: result === "SUCCESS" ? ("INFO" as const) : ("WARN" as const),
		result,
		reason,
		actor_id: actor.id,
		actor_type: actor.type,
		actor_alternate_id: actor.alternateId,
		actor_name: actor.displayName,
		request_id: requestId,
		session_id: sessionId,
		token_id: apiTokenId,
		ip: client.ipAddress,
		user_agent: client.userAgent,
		...readUserAgent(client.userAgent),
		targets: toJson(targets),
		detail: toJson(detail),
		search_key: fold([...new Set(textIn(words))].join(" "))
			.slice(0, SEARCHED)
			.toWellFormed(),
	};
	const ids = targets.map(({ id }) => id).filter((id) => typeof id === "string");
	await insertEvent(db, row, [...new Set(ids)]);
};

/** Who calls a route, as far as the log cares. */
type Caller =
	| {
			readonly kind: "person";
			readonly userId: string;
			readonly login: string;
			readonly name: string;
			readonly token?: { readonly id: string } | undefined;
	  }
	| { readonly kind: "service"; readonly clientId: string; readonly name: string };

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
			actor: actorOf(actor),
			targets: targets.map(({ id, type, name }) => ({ id, type, displayName: name ?? id })),
			result: resultOf(outcome),
			reason: outcome.result === "success" ? undefined : outcome.reason,
			requestId: request.id,
			client: { ipAddress: request.ip, userAgent: request.headers["user-agent"] ?? "" },
			sessionId: stateOf(request).sessionId,
			apiTokenId: actor?.kind === "person" ? actor.token?.id : undefined,
			detail: { ...whereOf(request), ...detail },
		});
	};

/** The route's pattern, and of the API alone: the address of a page may hold a one-time link. */
const whereOf = ({ routeOptions: { url } }: FastifyRequest): Record<string, unknown> =>
	url?.startsWith("/api/") ? { requestUri: url } : {};

const actorOf = (caller: Caller | undefined): LogActor => {
	if (!caller) return UNKNOWN;
	return caller.kind === "person"
		? { id: caller.userId, type: "User", alternateId: caller.login, displayName: caller.name }
		: { id: caller.clientId, type: "PublicClientApp", alternateId: caller.clientId, displayName: caller.name };
};

const resultOf = (outcome: Outcome): NewEvent["result"] => {
	if (outcome.result === "success") return "SUCCESS";
	return outcome.result === "denied" || DENIALS.has(outcome.reason) ? "DENY" : "FAILURE";
};
