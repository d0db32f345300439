import type { Fixed, Instant, Json } from "#common/db/columns.ts";
import type { OriginScope } from "./trusted-origins.ts";

export interface TrustedOriginsTable {
	id: Fixed<string>;
	name: string;
	/** Folded name. */
	name_key: string;
	/** As browsers send it: `https://app.example.com`, with a port where it is not the scheme's own. */
	origin: string;
	status: "ACTIVE" | "INACTIVE";
	scopes: Json<readonly OriginScope[]>;
	/** Id of the person or the application. */
	created_by: Fixed<string>;
	last_updated_by: string;
	created: Fixed<Instant>;
	last_updated: Instant;
}
