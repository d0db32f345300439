import type { Migration } from "#common/db/migrate.ts";
import { index, table } from "#common/db/table.ts";

/** What a sign-in has proven so far, the browsers that are known, and where sessions are. */
export const signIn: Migration = {
	name: "0012-sign-in",
	async up(db) {
		await table(db, "devices")
			.addColumn("digest", "text", (c) => c.notNull())
			.addColumn("user_id", "text", (c) => c.notNull().references("users.id").onDelete("cascade"))
			.addColumn("first_seen", "text", (c) => c.notNull())
			.addColumn("last_seen", "text", (c) => c.notNull())
			.addColumn("factor_proven", "text")
			.addColumn("proven", "text", (c) => c.notNull().defaultTo("[]"))
			.addPrimaryKeyConstraint("devices_pk", ["digest", "user_id"])
			.execute();
		await index(db, "devices", "user_id");
		await index(db, "devices", "last_seen");
		// A sign-in under way knows from now on what was proven: those of before begin again.
		await db.deleteFrom("authn_transactions" as never).execute();
		for (const column of ["began", "proven", "question"])
			await db.schema
				.alterTable("authn_transactions")
				.addColumn(column, "text", (c) => c.notNull().defaultTo(""))
				.execute();
		for (const column of ["application_id", "session_uid"])
			await db.schema.alterTable("authn_transactions").addColumn(column, "text").execute();
	},
};
