import type { FastifyRequest } from "fastify";
import { digest } from "#common/seal/ids.ts";
import type { EventDraft, Outcome } from "#common/web/route.ts";
import { stateOf } from "#common/web/state.ts";
import type { Db } from "../../database.ts";
import { rowOf } from "./event-row.ts";
import type { EventType } from "./event-types.ts";
import { insertEvents } from "./system-log.store.ts";

export { createEventWriter } from "./event-writer.ts";
export { listEvents } from "./find-events.ts";
export type { LogEvent } from "./log-event.ts";
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

/** Writes one event. */
export const recordEvent = (db: Db, event: NewEvent): Promise<void> => insertEvents(db, [rowOf(event)]);

/** Writes events, some hundred at once. */
export const recordEvents = async (db: Db, events: readonly NewEvent[]): Promise<void> => {
	if (events.length > 0) await insertEvents(db, events.map(rowOf));
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

/** Lets a call leave another event, besides that of its route. */
export const alsoLeave = (draft: Pick<EventDraft<unknown>, "also">, kind: EventType): void => {
	draft.also = [...(draft.also ?? []), kind];
};

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
