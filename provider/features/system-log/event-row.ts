import { now, toJson } from "#common/db/columns.ts";
import { fold } from "#common/db/search.ts";
import { readUserAgent } from "#common/words/user-agent.ts";
import { boundedText, boundedValue, textIn } from "./bounded.ts";
import { countEvent } from "./counting.ts";
import { newEventId } from "./event-id.ts";
import { eventTypes } from "./event-types.ts";
import type { NewRow } from "./system-log.store.ts";
import type { LogActor, LogClient, LogTarget, NewEvent } from "./system-log.ts";

/** The longest text of an event that is searched. */
const SEARCHED = 4_000;

/** An event of this moment. What came from outside is cut to a bounded size, so that nobody fills the log with one request. */
export const rowOf = (event: NewEvent): NewRow => {
	countEvent(event);
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
	return { event: row, targets: [...new Set(ids)] };
};
