import type { Fixed, Instant, Json } from "#common/db/columns.ts";
import type { LogActor, LogClient, LogTarget } from "./system-log.ts";

export interface SystemLogTable {
	/** Grows with time: orders the events of one moment. */
	id: Fixed<string>;
	published: Fixed<Instant>;
	event_type: Fixed<string>;
	severity: Fixed<"INFO" | "WARN">;
	message: Fixed<string>;
	actor: Fixed<Json<LogActor>>;
	actor_id: Fixed<string | null>;
	targets: Fixed<Json<readonly LogTarget[]>>;
	result: Fixed<"SUCCESS" | "FAILURE" | "DENY">;
	reason: Fixed<string | null>;
	request_id: Fixed<string>;
	client: Fixed<Json<LogClient>>;
	detail: Fixed<Json<Record<string, unknown>>>;
	/** Folded words of all that a person may search for. */
	search_key: Fixed<string>;
}
