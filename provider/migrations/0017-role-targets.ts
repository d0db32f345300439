import type { Migration } from "#common/db/migrate.ts";
import { table } from "#common/db/table.ts";

/** For which applications and groups a role holds. */
export const roleTargets: Migration = {
	name: "0017-role-targets",
	async up(db) {
		await db.schema
			.alterTable("admin_roles")
			.addColumn("targeted", "integer", (c) => c.notNull().defaultTo(0))
			.execute();
		await table(db, "role_targets")
			.addColumn("user_id", "text", (c) => c.notNull())
			.addColumn("role", "text", (c) => c.notNull())
			.addColumn("kind", "text", (c) => c.notNull())
			.addColumn("target", "text", (c) => c.notNull())
			.addPrimaryKeyConstraint("role_targets_pk", ["user_id", "role", "kind", "target"])
			.addForeignKeyConstraint("role_targets_role_fk", ["user_id", "role"], "admin_roles", ["user_id", "role"], (c) =>
				c.onDelete("cascade"),
			)
			.execute();
	},
};
