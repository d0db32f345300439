import type { Migration } from "#common/db/migrate.ts";
import { index, table } from "#common/db/table.ts";

/** Policies and what they watch over, second factors, sign-ins through the API, trusted origins, the organisation's id. */
export const policies: Migration = {
	name: "0009-policies",
	async up(db) {
		await table(db, "organization")
			.addColumn("key", "text", (c) => c.primaryKey())
			.addColumn("id", "text", (c) => c.notNull())
			.addColumn("created", "text", (c) => c.notNull())
			.execute();

		await table(db, "trusted_origins")
			.addColumn("id", "text", (c) => c.primaryKey())
			.addColumn("name", "text", (c) => c.notNull())
			.addColumn("name_key", "text", (c) => c.notNull().unique())
			.addColumn("origin", "text", (c) => c.notNull().unique())
			.addColumn("status", "text", (c) => c.notNull())
			.addColumn("scopes", "text", (c) => c.notNull())
			.addColumn("created_by", "text", (c) => c.notNull())
			.addColumn("last_updated_by", "text", (c) => c.notNull())
			.addColumn("created", "text", (c) => c.notNull())
			.addColumn("last_updated", "text", (c) => c.notNull())
			.execute();

		await table(db, "policies")
			.addColumn("id", "text", (c) => c.primaryKey())
			.addColumn("type", "text", (c) => c.notNull())
			.addColumn("name", "text", (c) => c.notNull())
			.addColumn("name_key", "text", (c) => c.notNull())
			.addColumn("status", "text", (c) => c.notNull())
			.addColumn("priority", "integer", (c) => c.notNull())
			.addColumn("built_in", "integer", (c) => c.notNull())
			.addColumn("document", "text", (c) => c.notNull())
			.addColumn("created", "text", (c) => c.notNull())
			.addColumn("last_updated", "text", (c) => c.notNull())
			.addUniqueConstraint("policies_name", ["type", "name_key"])
			.execute();
		await table(db, "policy_rules")
			.addColumn("id", "text", (c) => c.primaryKey())
			.addColumn("policy_id", "text", (c) => c.notNull().references("policies.id").onDelete("cascade"))
			.addColumn("type", "text", (c) => c.notNull())
			.addColumn("name", "text", (c) => c.notNull())
			.addColumn("name_key", "text", (c) => c.notNull())
			.addColumn("status", "text", (c) => c.notNull())
			.addColumn("priority", "integer", (c) => c.notNull())
			.addColumn("built_in", "integer", (c) => c.notNull())
			.addColumn("document", "text", (c) => c.notNull())
			.addColumn("created", "text", (c) => c.notNull())
			.addColumn("last_updated", "text", (c) => c.notNull())
			.addUniqueConstraint("policy_rules_name", ["policy_id", "name_key"])
			.execute();
		await table(db, "password_history")
			.addColumn("id", "text", (c) => c.primaryKey())
			.addColumn("user_id", "text", (c) => c.notNull().references("users.id").onDelete("cascade"))
			.addColumn("password_hash", "text", (c) => c.notNull())
			.addColumn("created", "text", (c) => c.notNull())
			.execute();
		await index(db, "password_history", "user_id", "created");
		await table(db, "failed_sign_ins")
			.addColumn("user_id", "text", (c) => c.primaryKey().references("users.id").onDelete("cascade"))
			.addColumn("count", "integer", (c) => c.notNull())
			.addColumn("last", "text", (c) => c.notNull())
			.execute();

		await table(db, "factors")
			.addColumn("id", "text", (c) => c.primaryKey())
			.addColumn("user_id", "text", (c) => c.notNull().references("users.id").onDelete("cascade"))
			.addColumn("type", "text", (c) => c.notNull())
			.addColumn("provider", "text", (c) => c.notNull())
			.addColumn("status", "text", (c) => c.notNull())
			.addColumn("profile", "text", (c) => c.notNull())
			.addColumn("secret", "text", (c) => c.notNull())
			.addColumn("last_step", "bigint", (c) => c.notNull())
			.addColumn("failures", "integer", (c) => c.notNull())
			.addColumn("failed_since", "text")
			.addColumn("created", "text", (c) => c.notNull())
			.addColumn("last_updated", "text", (c) => c.notNull())
			.addUniqueConstraint("factors_one_of_each", ["user_id", "type", "provider"])
			.execute();

		await table(db, "authn_transactions")
			.addColumn("digest", "text", (c) => c.primaryKey())
			.addColumn("user_id", "text", (c) => c.notNull().references("users.id").onDelete("cascade"))
			.addColumn("state", "text", (c) => c.notNull())
			.addColumn("factor_id", "text")
			.addColumn("relay_state", "text")
			.addColumn("expires", "text", (c) => c.notNull())
			.execute();
		await index(db, "authn_transactions", "user_id");
		await index(db, "authn_transactions", "expires");

		await db.schema.alterTable("sessions").addColumn("ends", "bigint").execute();
		await db.schema.alterTable("sessions").addColumn("idle", "integer").execute();
	},
};
