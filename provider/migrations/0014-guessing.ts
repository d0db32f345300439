import type { Migration } from "#common/db/migrate.ts";
import { index, table } from "#common/db/table.ts";

/** Counts of guesses, which all processes share; the place of sessions; how long the System Log keeps events. */
export const guessing: Migration = {
	name: "0014-guessing",
	async up(db) {
		await table(db, "guesses")
			.addColumn("digest", "text", (c) => c.primaryKey())
			.addColumn("points", "integer", (c) => c.notNull())
			.addColumn("expires", "text", (c) => c.notNull())
			.execute();
		await index(db, "guesses", "expires");
		for (const column of ["created", "last_seen", "address", "user_agent"])
			await db.schema.alterTable("sessions").addColumn(column, "text").execute();
		await table(db, "system_log_settings")
			.addColumn("id", "text", (c) => c.primaryKey())
			.addColumn("kept_days", "integer", (c) => c.notNull())
			.execute();
	},
};
