import type { Kysely } from "kysely";
import type { Migration } from "#common/db/migrate.ts";
import { index, table } from "#common/db/table.ts";

/** Custom authorization servers: their keys, scopes, claims, and the policies that say who gets a token. */
export const authorizationServers: Migration = {
	name: "0007-authorization-servers",
	async up(db) {
		await table(db, "authorization_servers")
			.addColumn("id", "text", (c) => c.primaryKey())
			.addColumn("name", "text", (c) => c.notNull())
			.addColumn("name_key", "text", (c) => c.notNull().unique())
			.addColumn("description", "text", (c) => c.notNull())
			.addColumn("audience", "text", (c) => c.notNull())
			.addColumn("issuer_mode", "text", (c) => c.notNull())
			.addColumn("status", "text", (c) => c.notNull())
			.addColumn("rotation_mode", "text", (c) => c.notNull())
			.addColumn("last_rotated", "text", (c) => c.notNull())
			.addColumn("next_rotation", "text")
			.addColumn("version", "bigint", (c) => c.notNull())
			.addColumn("created", "text", (c) => c.notNull())
			.addColumn("last_updated", "text", (c) => c.notNull())
			.execute();
		await index(db, "authorization_servers", "next_rotation");

		await part(db, "authorization_server_keys")
			.addColumn("status", "text", (c) => c.notNull())
			.addColumn("private_jwk", "text", (c) => c.notNull())
			.addColumn("created", "text", (c) => c.notNull())
			.addColumn("retired", "text")
			.execute();
		await index(db, "authorization_server_keys", "server_id");
		await index(db, "authorization_server_keys", "retired");

		await part(db, "authorization_server_scopes")
			.addColumn("name", "text", (c) => c.notNull())
			.addColumn("display_name", "text")
			.addColumn("description", "text")
			.addColumn("consent", "text", (c) => c.notNull())
			.addColumn("is_default", "integer", (c) => c.notNull())
			.addColumn("is_optional", "integer", (c) => c.notNull())
			.addColumn("metadata_publish", "text", (c) => c.notNull())
			.addColumn("is_system", "integer", (c) => c.notNull())
			.addUniqueConstraint("authorization_server_scopes_name", ["server_id", "name"])
			.execute();

		await part(db, "authorization_server_claims")
			.addColumn("name", "text", (c) => c.notNull())
			.addColumn("status", "text", (c) => c.notNull())
			.addColumn("claim_type", "text", (c) => c.notNull())
			.addColumn("value_type", "text", (c) => c.notNull())
			.addColumn("value", "text")
			.addColumn("group_filter_type", "text")
			.addColumn("scopes", "text", (c) => c.notNull())
			.addColumn("always_include", "integer", (c) => c.notNull())
			.addColumn("is_system", "integer", (c) => c.notNull())
			.addUniqueConstraint("authorization_server_claims_name", ["server_id", "claim_type", "name"])
			.execute();

		await part(db, "authorization_server_policies")
			.addColumn("name", "text", (c) => c.notNull())
			.addColumn("description", "text", (c) => c.notNull())
			.addColumn("priority", "integer", (c) => c.notNull())
			.addColumn("status", "text", (c) => c.notNull())
			.addColumn("is_system", "integer", (c) => c.notNull())
			.addColumn("clients", "text", (c) => c.notNull())
			.addColumn("created", "text", (c) => c.notNull())
			.addColumn("last_updated", "text", (c) => c.notNull())
			.execute();
		await index(db, "authorization_server_policies", "server_id", "priority");

		await table(db, "authorization_server_rules")
			.addColumn("id", "text", (c) => c.primaryKey())
			.addColumn("policy_id", "text", (c) => c.notNull().references("authorization_server_policies.id").onDelete("cascade"))
			.addColumn("name", "text", (c) => c.notNull())
			.addColumn("priority", "integer", (c) => c.notNull())
			.addColumn("status", "text", (c) => c.notNull())
			.addColumn("is_system", "integer", (c) => c.notNull())
			.addColumn("conditions", "text", (c) => c.notNull())
			.addColumn("lifetimes", "text", (c) => c.notNull())
			.addColumn("created", "text", (c) => c.notNull())
			.addColumn("last_updated", "text", (c) => c.notNull())
			.execute();
		await index(db, "authorization_server_rules", "policy_id", "priority");
	},
};

/** Begins a table of what belongs to a server and goes with it. */
const part = (db: Kysely<unknown>, name: string) =>
	table(db, name)
		.addColumn("id", "text", (c) => c.primaryKey())
		.addColumn("server_id", "text", (c) => c.notNull().references("authorization_servers.id").onDelete("cascade"));
