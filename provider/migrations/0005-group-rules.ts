import { bytewise } from "#common/db/keys.ts";
import type { Migration } from "#common/db/migrate.ts";
import { index, table } from "#common/db/table.ts";

/** Further attributes of groups, and rules that say who is in which group. */
export const groupRules: Migration = {
	name: "0005-group-rules",
	async up(db) {
		await db.schema
			.alterTable("groups")
			.addColumn("attributes", "text", (c) => c.notNull().defaultTo("{}"))
			.execute();
		for (const column of ["created", "last_updated", "last_membership_updated"]) await index(db, "groups", column, "id");
		await table(db, "group_attributes")
			.addColumn("group_id", "text", (c) => c.notNull().references("groups.id").onDelete("cascade"))
			.addColumn("name", "text", (c) => c.notNull())
			.addColumn("value_key", bytewise(db), (c) => c.notNull())
			.addPrimaryKeyConstraint("group_attributes_pk", ["group_id", "name"])
			.execute();
		await index(db, "group_attributes", "name", "value_key", "group_id");

		await db.schema
			.alterTable("group_members")
			.addColumn("by_hand", "integer", (c) => c.notNull().defaultTo(1))
			.execute();

		await table(db, "group_rules")
			.addColumn("id", "text", (c) => c.primaryKey())
			.addColumn("name", "text", (c) => c.notNull())
			.addColumn("name_key", "text", (c) => c.notNull().unique())
			.addColumn("status", "text", (c) => c.notNull())
			.addColumn("expression", "text", (c) => c.notNull())
			.addColumn("group_ids", "text", (c) => c.notNull())
			.addColumn("excluded_groups", "text", (c) => c.notNull())
			.addColumn("created", "text", (c) => c.notNull())
			.addColumn("last_updated", "text", (c) => c.notNull())
			.execute();
		await table(db, "group_rule_exclusions")
			.addColumn("rule_id", "text", (c) => c.notNull().references("group_rules.id").onDelete("cascade"))
			.addColumn("user_id", "text", (c) => c.notNull().references("users.id").onDelete("cascade"))
			.addPrimaryKeyConstraint("group_rule_exclusions_pk", ["rule_id", "user_id"])
			.execute();
		await index(db, "group_rule_exclusions", "user_id");
		// Stays when its rule goes: it says what is to be taken back.
		await table(db, "group_rule_members")
			.addColumn("user_id", "text", (c) => c.notNull().references("users.id").onDelete("cascade"))
			.addColumn("group_id", "text", (c) => c.notNull().references("groups.id").onDelete("cascade"))
			.addColumn("rule_id", "text", (c) => c.notNull())
			.addPrimaryKeyConstraint("group_rule_members_pk", ["user_id", "group_id", "rule_id"])
			.execute();
		await index(db, "group_rule_members", "rule_id", "user_id");
		await index(db, "group_rule_members", "group_id");

		// Refers to nobody: whoever deletes a person need not wait for the job that looks at them.
		await table(db, "group_rule_queue")
			.addColumn("user_id", "text", (c) => c.primaryKey())
			.addColumn("queued", "text", (c) => c.notNull())
			.addColumn("claims", "integer", (c) => c.notNull())
			.execute();
		await index(db, "group_rule_queue", "queued");
		await table(db, "group_rule_sweeps")
			.addColumn("id", "text", (c) => c.primaryKey())
			.addColumn("rule_id", "text")
			.addColumn("position", "text", (c) => c.notNull())
			.execute();
	},
};
