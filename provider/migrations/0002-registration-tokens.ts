import type { Migration } from "#common/db/migrate.ts";
import { index, table } from "#common/db/table.ts";

/** Tokens with which applications register themselves. */
export const registrationTokens: Migration = {
	name: "0002-registration-tokens",
	async up(db) {
		await table(db, "registration_tokens")
			.addColumn("id", "text", (c) => c.primaryKey())
			.addColumn("digest", "text", (c) => c.notNull().unique())
			.addColumn("name", "text", (c) => c.notNull())
			.addColumn("group_id", "text", (c) => c.references("groups.id").onDelete("set null"))
			.addColumn("created_by", "text", (c) => c.references("users.id").onDelete("cascade"))
			.addColumn("created", "text", (c) => c.notNull())
			.addColumn("expires", "text", (c) => c.notNull())
			.addColumn("used", "text")
			.addColumn("revoked", "text")
			.addColumn("application_id", "text", (c) => c.references("applications.id").onDelete("set null"))
			.execute();
		await index(db, "registration_tokens", "group_id");
		await index(db, "registration_tokens", "created_by");
		await index(db, "registration_tokens", "application_id");
	},
};
