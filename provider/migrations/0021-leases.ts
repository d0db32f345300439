import type { Migration } from "#common/db/migrate.ts";
import { table } from "#common/db/table.ts";

/** Work that one process does at a time. */
export const leases: Migration = {
	name: "0021-leases",
	async up(db) {
		await table(db, "leases")
			.addColumn("name", "text", (c) => c.primaryKey())
			.addColumn("holder", "text", (c) => c.notNull())
			.addColumn("until", "text", (c) => c.notNull())
			.execute();
	},
};
