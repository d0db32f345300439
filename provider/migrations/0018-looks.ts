import type { Migration } from "#common/db/migrate.ts";
import { table } from "#common/db/table.ts";

/** Names, logos, colours and words of the organisation. */
export const looks: Migration = {
	name: "0018-looks",
	async up(db) {
		await table(db, "looks")
			.addColumn("key", "text", (c) => c.primaryKey())
			.addColumn("version", "text", (c) => c.notNull())
			.addColumn("name", "text", (c) => c.notNull())
			.addColumn("sign_in_text", "text")
			.addColumn("accent_light", "text")
			.addColumn("accent_dark", "text")
			.addColumn("logo_digest", "text")
			.execute();
		await table(db, "looks_logo")
			.addColumn("key", "text", (c) => c.primaryKey())
			.addColumn("digest", "text", (c) => c.notNull())
			.addColumn("media_type", "text", (c) => c.notNull())
			.addColumn("bytes", "text", (c) => c.notNull())
			.execute();
	},
};
