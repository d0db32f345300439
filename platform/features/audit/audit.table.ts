import type { Fixed, Instant, Json } from "#common/db/columns.ts";
import type { AuditResult } from "./audit.ts";

export interface AuditTable {
	id: Fixed<string>;
	time: Fixed<Instant>;
	action: Fixed<string>;
	actor_id: Fixed<string | null>;
	actor_name: Fixed<string>;
	address: Fixed<string>;
	user_agent: Fixed<string>;
	target_type: Fixed<string | null>;
	target_id: Fixed<string | null>;
	target_name: Fixed<string | null>;
	result: Fixed<AuditResult>;
	reason: Fixed<string | null>;
	request_id: Fixed<string>;
	detail: Fixed<Json<Record<string, unknown>>>;
	/** The folded name of who it was, and of what it was done to; null in rows older than these columns. */
	actor_key: Fixed<string | null>;
	target_key: Fixed<string | null>;
	/** Folded words of all that a person may search for. */
	search_key: Fixed<string>;
}
