import type { Migration } from "#common/db/migrate.ts";
import { index, table } from "#common/db/table.ts";

/** People, groups, applications, assignments, sessions, keys, the protocol engine's records, the System Log. */
export const start: Migration = {
	name: "0001-start",
	async up(db) {
		await table(db, "users")
			.addColumn("id", "text", (c) => c.primaryKey())
			.addColumn("status", "text", (c) => c.notNull())
			.addColumn("login", "text", (c) => c.notNull())
			.addColumn("login_key", "text", (c) => c.notNull().unique())
			.addColumn("email", "text", (c) => c.notNull())
			.addColumn("email_key", "text", (c) => c.notNull())
			.addColumn("name_key", "text", (c) => c.notNull())
			.addColumn("profile", "text", (c) => c.notNull())
			.addColumn("password_hash", "text")
			.addColumn("password_changed", "text")
			.addColumn("created", "text", (c) => c.notNull())
			.addColumn("activated", "text")
			.addColumn("status_changed", "text")
			.addColumn("last_login", "text")
			.addColumn("last_updated", "text", (c) => c.notNull())
			.execute();
		await index(db, "users", "email_key");
		await index(db, "users", "name_key", "id");

		await table(db, "admin_roles")
			.addColumn("user_id", "text", (c) => c.notNull().references("users.id").onDelete("cascade"))
			.addColumn("role", "text", (c) => c.notNull())
			.addPrimaryKeyConstraint("admin_roles_pk", ["user_id", "role"])
			.execute();

		await table(db, "activation_links")
			.addColumn("digest", "text", (c) => c.primaryKey())
			.addColumn("user_id", "text", (c) => c.notNull().references("users.id").onDelete("cascade"))
			.addColumn("expires", "text", (c) => c.notNull())
			.execute();
		await index(db, "activation_links", "user_id");

		await table(db, "setup_links")
			.addColumn("digest", "text", (c) => c.primaryKey())
			.addColumn("expires", "text", (c) => c.notNull())
			.execute();

		await table(db, "groups")
			.addColumn("id", "text", (c) => c.primaryKey())
			.addColumn("type", "text", (c) => c.notNull())
			.addColumn("name", "text", (c) => c.notNull())
			.addColumn("name_key", "text", (c) => c.notNull().unique())
			.addColumn("description", "text", (c) => c.notNull())
			.addColumn("created", "text", (c) => c.notNull())
			.addColumn("last_updated", "text", (c) => c.notNull())
			.addColumn("last_membership_updated", "text", (c) => c.notNull())
			.execute();
		await table(db, "group_members")
			.addColumn("group_id", "text", (c) => c.notNull().references("groups.id").onDelete("cascade"))
			.addColumn("user_id", "text", (c) => c.notNull().references("users.id").onDelete("cascade"))
			.addPrimaryKeyConstraint("group_members_pk", ["group_id", "user_id"])
			.execute();
		await index(db, "group_members", "user_id");

		await table(db, "applications")
			.addColumn("id", "text", (c) => c.primaryKey())
			.addColumn("label", "text", (c) => c.notNull())
			.addColumn("label_key", "text", (c) => c.notNull().unique())
			.addColumn("status", "text", (c) => c.notNull())
			.addColumn("kind", "text", (c) => c.notNull())
			.addColumn("settings", "text", (c) => c.notNull())
			.addColumn("created", "text", (c) => c.notNull())
			.addColumn("last_updated", "text", (c) => c.notNull())
			.execute();
		await table(db, "application_logos")
			.addColumn("application_id", "text", (c) => c.primaryKey().references("applications.id").onDelete("cascade"))
			.addColumn("media_type", "text", (c) => c.notNull())
			.addColumn("bytes", "text", (c) => c.notNull())
			.addColumn("digest", "text", (c) => c.notNull())
			.execute();
		await table(db, "application_secrets")
			.addColumn("id", "text", (c) => c.primaryKey())
			.addColumn("application_id", "text", (c) => c.notNull().references("applications.id").onDelete("cascade"))
			.addColumn("status", "text", (c) => c.notNull())
			.addColumn("secret", "text", (c) => c.notNull())
			.addColumn("created", "text", (c) => c.notNull())
			.addColumn("last_updated", "text", (c) => c.notNull())
			.execute();
		await index(db, "application_secrets", "application_id");
		await table(db, "application_users")
			.addColumn("application_id", "text", (c) => c.notNull().references("applications.id").onDelete("cascade"))
			.addColumn("user_id", "text", (c) => c.notNull().references("users.id").onDelete("cascade"))
			.addColumn("created", "text", (c) => c.notNull())
			.addPrimaryKeyConstraint("application_users_pk", ["application_id", "user_id"])
			.execute();
		await index(db, "application_users", "user_id");
		await table(db, "application_groups")
			.addColumn("application_id", "text", (c) => c.notNull().references("applications.id").onDelete("cascade"))
			.addColumn("group_id", "text", (c) => c.notNull().references("groups.id").onDelete("cascade"))
			.addColumn("priority", "integer", (c) => c.notNull())
			.addColumn("created", "text", (c) => c.notNull())
			.addPrimaryKeyConstraint("application_groups_pk", ["application_id", "group_id"])
			.execute();
		await index(db, "application_groups", "group_id");

		await table(db, "signing_keys")
			.addColumn("id", "text", (c) => c.primaryKey())
			.addColumn("algorithm", "text", (c) => c.notNull().unique())
			.addColumn("private_jwk", "text", (c) => c.notNull())
			.addColumn("created", "text", (c) => c.notNull())
			.execute();

		await table(db, "sessions")
			.addColumn("digest", "text", (c) => c.primaryKey())
			.addColumn("uid", "text", (c) => c.notNull().unique())
			.addColumn("user_id", "text", (c) => c.references("users.id").onDelete("cascade"))
			.addColumn("payload", "text", (c) => c.notNull())
			.addColumn("expires", "bigint", (c) => c.notNull())
			.execute();
		await index(db, "sessions", "user_id");
		await index(db, "sessions", "expires");

		await table(db, "engine_records")
			.addColumn("digest", "text", (c) => c.notNull())
			.addColumn("model", "text", (c) => c.notNull())
			.addColumn("payload", "text", (c) => c.notNull())
			.addColumn("grant_id", "text")
			.addColumn("account_id", "text")
			.addColumn("client_id", "text")
			.addColumn("consumed", "bigint")
			.addColumn("expires", "bigint", (c) => c.notNull())
			.addPrimaryKeyConstraint("engine_records_pk", ["model", "digest"])
			.execute();
		await index(db, "engine_records", "grant_id");
		await index(db, "engine_records", "account_id");
		await index(db, "engine_records", "client_id", "account_id");
		await index(db, "engine_records", "expires");

		await table(db, "system_log")
			.addColumn("id", "text", (c) => c.primaryKey())
			.addColumn("published", "text", (c) => c.notNull())
			.addColumn("event_type", "text", (c) => c.notNull())
			.addColumn("severity", "text", (c) => c.notNull())
			.addColumn("message", "text", (c) => c.notNull())
			.addColumn("actor", "text", (c) => c.notNull())
			.addColumn("actor_id", "text")
			.addColumn("targets", "text", (c) => c.notNull())
			.addColumn("result", "text", (c) => c.notNull())
			.addColumn("reason", "text")
			.addColumn("request_id", "text", (c) => c.notNull())
			.addColumn("client", "text", (c) => c.notNull())
			.addColumn("detail", "text", (c) => c.notNull())
			.addColumn("search_key", "text", (c) => c.notNull())
			.execute();
		await index(db, "system_log", "published", "id");
		await index(db, "system_log", "request_id");
	},
};
