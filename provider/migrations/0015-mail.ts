import { sql } from "kysely";
import type { Migration } from "#common/db/migrate.ts";
import { index, table } from "#common/db/table.ts";

/** The outbox, links that people ask for themselves, and the rule that lets them. */
export const mail: Migration = {
	name: "0015-mail",
	async up(db) {
		await table(db, "outbox")
			.addColumn("id", "text", (c) => c.primaryKey())
			.addColumn("user_id", "text", (c) => c.notNull().references("users.id").onDelete("cascade"))
			.addColumn("kind", "text", (c) => c.notNull())
			.addColumn("address", "text", (c) => c.notNull())
			.addColumn("name", "text", (c) => c.notNull())
			.addColumn("language", "text", (c) => c.notNull())
			.addColumn("sender", "text", (c) => c.notNull())
			.addColumn("subject", "text", (c) => c.notNull())
			.addColumn("body", "text")
			.addColumn("status", "text", (c) => c.notNull())
			.addColumn("attempts", "integer", (c) => c.notNull())
			.addColumn("next_attempt", "text", (c) => c.notNull())
			.addColumn("claimed_until", "text")
			.addColumn("claim", "text")
			.addColumn("error", "text")
			.addColumn("expires", "text")
			.addColumn("created", "text", (c) => c.notNull())
			.addColumn("sent", "text")
			.execute();
		await index(db, "outbox", "status", "next_attempt");
		await index(db, "outbox", "status", "expires");
		await index(db, "outbox", "created", "id");
		await index(db, "outbox", "user_id", "kind");

		await db.schema.alterTable("activation_links").addColumn("purpose", "text").execute();
		await db.schema.alterTable("activation_links").addColumn("address_key", "text").execute();
		await index(db, "activation_links", "expires");

		// The built-in rule, where nobody has touched it: with mail there is a way back in.
		const rules = await sql<{ id: string; document: string }>`
			select id, document from policy_rules where built_in = 1 and type = 'PASSWORD' and last_updated = created`.execute(db);
		for (const { id, document } of rules.rows) {
			const rule = JSON.parse(document) as { actions?: Record<string, unknown> };
			const actions = { ...rule.actions, selfServicePasswordReset: { access: "ALLOW" }, selfServiceUnlock: { access: "ALLOW" } };
			await sql`update policy_rules set document = ${JSON.stringify({ ...rule, actions })} where id = ${id}`.execute(db);
		}
	},
};
