import { announce } from "#common/db/changes.ts";
import type { Migration } from "#common/db/migrate.ts";
import { table } from "#common/db/table.ts";

/** Keys that values are sealed under, themselves sealed under the master key. */
export const sealing: Migration = {
	name: "0005-sealing",
	async up(db) {
		await table(db, "seal_keys")
			.addColumn("id", "text", (c) => c.primaryKey())
			.addColumn("state", "text", (c) => c.notNull())
			.addColumn("created", "text", (c) => c.notNull())
			.execute();
		await table(db, "seal_wraps")
			.addColumn("key_id", "text", (c) => c.notNull())
			.addColumn("master", "text", (c) => c.notNull())
			.addColumn("wrapped", "text", (c) => c.notNull())
			.addColumn("created", "text", (c) => c.notNull())
			.addPrimaryKeyConstraint("seal_wraps_pk", ["key_id", "master"])
			.execute();
		await announce(db, "sealing", "seal_keys");
		await announce(db, "sealing", "seal_wraps");
	},
};
