import type { Fixed, Instant, Json } from "#common/db/columns.ts";
import type { Method, Options } from "./configurations.ts";

/** One row per save; the newest is the live one. Rows never change. */
export interface ConfigurationsTable {
	id: Fixed<string>;
	method: Fixed<Method>;
	client_id: Fixed<string>;
	/** Sealed as `configurations.client_secret/<id>`. */
	client_secret: Fixed<string | null>;
	issuer: Fixed<string>;
	options: Fixed<Json<Options>>;
	/** Who saved it, by name as it was then. */
	saved_by: Fixed<string | null>;
	created: Fixed<Instant>;
}
