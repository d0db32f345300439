import { sql } from "kysely";
import type { Migration } from "#common/db/migrate.ts";
import { table } from "#common/db/table.ts";

/** Network zones, and which policy watches over the administrators' console. */
export const networks: Migration = {
	name: "0016-networks",
	async up(db) {
		await table(db, "network_zones")
			.addColumn("id", "text", (c) => c.primaryKey())
			.addColumn("name", "text", (c) => c.notNull())
			.addColumn("name_key", "text", (c) => c.notNull().unique())
			.addColumn("status", "text", (c) => c.notNull())
			.addColumn("gateways", "text", (c) => c.notNull())
			.addColumn("proxies", "text", (c) => c.notNull())
			.addColumn("created", "text", (c) => c.notNull())
			.addColumn("last_updated", "text", (c) => c.notNull())
			.execute();
		await db.schema.alterTable("organization").addColumn("console_policy", "text").execute();
		// Until now nothing came of it; from now on applications would ask for a sign-in every day. 43,800 hours: while the session lasts.
		await sql`update policy_rules set document = replace(document, '"reauthenticateIn":"PT24H"', '"reauthenticateIn":"PT43800H"')
			where built_in = 1 and type = 'ACCESS_POLICY'`.execute(db);
	},
};
