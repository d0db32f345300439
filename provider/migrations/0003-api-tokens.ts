import type { Migration } from "#common/db/migrate.ts";
import { index, table } from "#common/db/table.ts";

/** Tokens with which scripts use the management API. */
export const apiTokens: Migration = {
	name: "0003-api-tokens",
	async up(db) {
		await table(db, "api_tokens")
			.addColumn("id", "text", (c) => c.primaryKey())
			.addColumn("digest", "text", (c) => c.notNull().unique())
			.addColumn("name", "text", (c) => c.notNull())
			.addColumn("user_id", "text", (c) => c.notNull().references("users.id").onDelete("cascade"))
			.addColumn("created", "text", (c) => c.notNull())
			.addColumn("last_updated", "text", (c) => c.notNull())
			.addColumn("last_used", "text")
			.addColumn("expires", "text", (c) => c.notNull())
			.execute();
		await index(db, "api_tokens", "user_id");
		await index(db, "api_tokens", "expires");
	},
};
