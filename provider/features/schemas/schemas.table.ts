import type { Fixed, Instant, Json } from "#common/db/columns.ts";
import type { CustomAttribute } from "./schemas.ts";

/** One row: the schema of people's profiles. */
export interface UserSchemaTable {
	id: Fixed<string>;
	type_id: Fixed<string>;
	created: Fixed<Instant>;
	last_updated: Instant;
}

/** Attributes of a profile that administrators have defined. */
export interface CustomAttributesTable {
	name: Fixed<string>;
	definition: Json<CustomAttribute>;
}
