import type { Migration } from "#common/db/migrate.ts";
import { index, table } from "#common/db/table.ts";

/** One-time tokens that stand for a sign-in and become a session. */
export const sessionTokens: Migration = {
	name: "0010-session-tokens",
	async up(db) {
		await table(db, "session_tokens")
			.addColumn("digest", "text", (c) => c.primaryKey())
			.addColumn("user_id", "text", (c) => c.notNull().references("users.id").onDelete("cascade"))
			.addColumn("authentication", "text", (c) => c.notNull())
			.addColumn("expires", "text", (c) => c.notNull())
			.execute();
		await index(db, "session_tokens", "user_id");
		await index(db, "session_tokens", "expires");
	},
};
