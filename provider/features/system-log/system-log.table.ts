import type { ColumnType, GeneratedAlways } from "kysely";
import type { Fixed, Instant, Json } from "#common/db/columns.ts";
import type { LogActor, LogTarget, NewEvent } from "./system-log.ts";

/** A column that may be left out at insertion, and is never changed. */
type Optional<T> = ColumnType<T | null, T | null | undefined, never>;

export interface SystemLogTable {
	/** Grows in the order of writing. */
	position: GeneratedAlways<number>;
	/** A UUID of version 7: its time is `published`. */
	id: Fixed<string>;
	published: Fixed<Instant>;
	event_type: Fixed<string>;
	severity: Fixed<"INFO" | "WARN">;
	result: Fixed<NewEvent["result"]>;
	reason: Fixed<string | null>;
	actor_id: Fixed<string | null>;
	actor_type: Fixed<LogActor["type"]>;
	actor_alternate_id: Fixed<string>;
	actor_name: Fixed<string>;
	request_id: Fixed<string>;
	/** What the actor's session is called in the log. */
	session_id: Optional<string>;
	/** The API token that the request came with. */
	token_id: Optional<string>;
	ip: Fixed<string>;
	user_agent: Fixed<string>;
	/** Read from the user agent. */
	os: Optional<string>;
	browser: Optional<string>;
	device: Optional<string>;
	targets: Fixed<Json<readonly LogTarget[]>>;
	detail: Fixed<Json<Record<string, unknown>>>;
	/** Folded words of all that a person may search for. */
	search_key: Fixed<string>;
}

/** Where in the log an object is a target, so that its events are found without a scan. */
export interface SystemLogTargetsTable {
	target_id: Fixed<string>;
	published: Fixed<Instant>;
	position: Fixed<number>;
}

/** One row at most: what an administrator has decided. */
export interface SystemLogSettingsTable {
	id: Fixed<"log">;
	/** Days that events are kept. */
	kept_days: number;
}
