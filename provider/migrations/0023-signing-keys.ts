import { announce } from "#common/db/changes.ts";
import type { Migration } from "#common/db/migrate.ts";
import { index, table } from "#common/db/table.ts";

/**
 * Signing keys in their stages, and what was seen of those who read them. `signing_keys` stays: release 0.1.0 reads and writes it, and it
 * holds the keys that sign. Decision 36.
 */
export const signingKeys: Migration = {
	name: "0023-signing-keys",
	async up(db) {
		await table(db, "signing_key_stages")
			.addColumn("id", "text", (c) => c.primaryKey())
			.addColumn("algorithm", "text", (c) => c.notNull())
			.addColumn("status", "text", (c) => c.notNull())
			.addColumn("private_jwk", "text", (c) => c.notNull())
			.addColumn("created", "text", (c) => c.notNull())
			.addColumn("activated", "text")
			.addColumn("retired", "text")
			.execute();
		await table(db, "signing_key_policy")
			.addColumn("id", "text", (c) => c.primaryKey())
			.addColumn("rotation_mode", "text", (c) => c.notNull())
			.addColumn("rotation_days", "integer", (c) => c.notNull())
			.addColumn("published_days", "integer", (c) => c.notNull())
			.addColumn("address_days", "integer", (c) => c.notNull())
			.addColumn("last_rotated", "text", (c) => c.notNull())
			.addColumn("next_rotation", "text")
			.execute();
		await announce(db, "keys", "signing_key_stages");
		await announce(db, "keys", "authorization_servers");

		await table(db, "key_fetches")
			.addColumn("server_id", "text", (c) => c.notNull())
			.addColumn("address", "text", (c) => c.notNull())
			.addColumn("client_id", "text", (c) => c.notNull())
			.addColumn("next_kid", "text", (c) => c.notNull())
			.addColumn("user_agent", "text", (c) => c.notNull())
			.addColumn("seen", "text", (c) => c.notNull())
			.addPrimaryKeyConstraint("key_fetches_pk", ["server_id", "address", "client_id"])
			.execute();
		await index(db, "key_fetches", "client_id", "server_id");
		await index(db, "key_fetches", "seen");

		await table(db, "client_addresses")
			.addColumn("application_id", "text", (c) => c.notNull().references("applications.id").onDelete("cascade"))
			.addColumn("address", "text", (c) => c.notNull())
			.addColumn("seen", "text", (c) => c.notNull())
			.addPrimaryKeyConstraint("client_addresses_pk", ["application_id", "address"])
			.execute();
		await index(db, "client_addresses", "address");
		await index(db, "client_addresses", "seen");

		await table(db, "secret_uses")
			.addColumn("secret_id", "text", (c) => c.primaryKey().references("application_secrets.id").onDelete("cascade"))
			.addColumn("last_used", "text", (c) => c.notNull())
			.execute();
		await table(db, "key_uses")
			.addColumn("key_id", "text", (c) => c.primaryKey().references("application_keys.id").onDelete("cascade"))
			.addColumn("last_used", "text", (c) => c.notNull())
			.execute();
	},
};
