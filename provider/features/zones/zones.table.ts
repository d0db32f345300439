import type { Fixed, Instant, Json } from "#common/db/columns.ts";
import type { Addresses } from "./addresses.ts";

export interface NetworkZonesTable {
	id: Fixed<string>;
	name: string;
	/** Folded name. */
	name_key: string;
	status: "ACTIVE" | "INACTIVE";
	gateways: Json<readonly Addresses[]>;
	/** Kept as they came: whose forwarded addresses count is a setting of the server. */
	proxies: Json<readonly Addresses[]>;
	created: Fixed<Instant>;
	last_updated: Instant;
}
