import type { Migration } from "#common/db/migrate.ts";
import { index, table } from "#common/db/table.ts";

/** Users, roles, identities at a provider, sessions, sign-ins under way, configurations, audit. */
export const start: Migration = {
	name: "0001-start",
	async up(db) {
		await table(db, "users")
			.addColumn("id", "text", (c) => c.primaryKey())
			.addColumn("email", "text", (c) => c.notNull())
			.addColumn("email_key", "text", (c) => c.notNull().unique())
			.addColumn("username", "text", (c) => c.notNull())
			.addColumn("username_key", "text", (c) => c.notNull().unique())
			.addColumn("name", "text", (c) => c.notNull())
			.addColumn("name_key", "text", (c) => c.notNull())
			.addColumn("auth_type", "text", (c) => c.notNull())
			.addColumn("password_hash", "text")
			.addColumn("must_change_password", "integer", (c) => c.notNull())
			.addColumn("created", "text", (c) => c.notNull())
			.addColumn("last_updated", "text", (c) => c.notNull())
			.addColumn("last_seen", "text")
			.execute();
		await index(db, "users", "name_key", "id");

		await table(db, "user_roles")
			.addColumn("user_id", "text", (c) => c.notNull().references("users.id").onDelete("cascade"))
			.addColumn("role", "text", (c) => c.notNull())
			.addPrimaryKeyConstraint("user_roles_pk", ["user_id", "role"])
			.execute();

		await table(db, "identities")
			.addColumn("issuer", "text", (c) => c.notNull())
			.addColumn("subject", "text", (c) => c.notNull())
			.addColumn("user_id", "text", (c) => c.notNull().references("users.id").onDelete("cascade"))
			.addColumn("created", "text", (c) => c.notNull())
			.addPrimaryKeyConstraint("identities_pk", ["issuer", "subject"])
			.execute();
		await index(db, "identities", "user_id");

		await table(db, "setup_links")
			.addColumn("digest", "text", (c) => c.primaryKey())
			.addColumn("expires", "text", (c) => c.notNull())
			.execute();

		await table(db, "sessions")
			.addColumn("digest", "text", (c) => c.primaryKey())
			.addColumn("user_id", "text", (c) => c.notNull().references("users.id").onDelete("cascade"))
			.addColumn("method", "text", (c) => c.notNull())
			.addColumn("id_token", "text")
			.addColumn("access_token", "text")
			.addColumn("access_token_expires", "text")
			.addColumn("issuer", "text")
			.addColumn("address", "text", (c) => c.notNull())
			.addColumn("user_agent", "text", (c) => c.notNull())
			.addColumn("created", "text", (c) => c.notNull())
			.addColumn("expires", "text", (c) => c.notNull())
			.execute();
		await index(db, "sessions", "user_id");
		await index(db, "sessions", "expires");

		await table(db, "sign_in_attempts")
			.addColumn("digest", "text", (c) => c.primaryKey())
			.addColumn("browser_digest", "text", (c) => c.notNull())
			.addColumn("configuration_id", "text", (c) => c.notNull())
			.addColumn("nonce", "text", (c) => c.notNull())
			.addColumn("code_verifier", "text", (c) => c.notNull())
			.addColumn("next", "text", (c) => c.notNull())
			.addColumn("expires", "text", (c) => c.notNull())
			.execute();
		await index(db, "sign_in_attempts", "expires");

		await table(db, "configurations")
			.addColumn("id", "text", (c) => c.primaryKey())
			.addColumn("method", "text", (c) => c.notNull())
			.addColumn("client_id", "text", (c) => c.notNull())
			.addColumn("client_secret", "text")
			.addColumn("issuer", "text", (c) => c.notNull())
			.addColumn("options", "text", (c) => c.notNull())
			.addColumn("saved_by", "text")
			.addColumn("created", "text", (c) => c.notNull())
			.execute();
		await index(db, "configurations", "created", "id");

		await table(db, "audit")
			.addColumn("id", "text", (c) => c.primaryKey())
			.addColumn("time", "text", (c) => c.notNull())
			.addColumn("action", "text", (c) => c.notNull())
			.addColumn("actor_id", "text")
			.addColumn("actor_name", "text", (c) => c.notNull())
			.addColumn("address", "text", (c) => c.notNull())
			.addColumn("user_agent", "text", (c) => c.notNull())
			.addColumn("target_type", "text")
			.addColumn("target_id", "text")
			.addColumn("target_name", "text")
			.addColumn("result", "text", (c) => c.notNull())
			.addColumn("reason", "text")
			.addColumn("request_id", "text", (c) => c.notNull())
			.addColumn("detail", "text", (c) => c.notNull())
			.addColumn("search_key", "text", (c) => c.notNull())
			.execute();
		await index(db, "audit", "time", "id");
	},
};
