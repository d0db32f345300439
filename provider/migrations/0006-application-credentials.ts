import { sql } from "kysely";
import type { Migration } from "#common/db/migrate.ts";
import { index, table } from "#common/db/table.ts";

/** Chosen client IDs, other sign-on modes, public keys, signing certificates, scopes of the API, what assignments say. */
export const applicationCredentials: Migration = {
	name: "0006-application-credentials",
	async up(db) {
		const add = (on: string, column: string, otherwise?: string) =>
			db.schema
				.alterTable(on)
				.addColumn(column, "text", (c) => (otherwise === undefined ? c : c.notNull().defaultTo(otherwise)))
				.execute();
		await add("applications", "client_id", "");
		await add("applications", "sign_on_mode", "OPENID_CONNECT");
		await add("applications", "name", "oidc_client");
		await add("applications", "name_key", "oidc_client");
		await add("applications", "presentation", "{}");
		await sql`update applications set client_id = id`.execute(db);
		await db.schema.createIndex("applications_client_id_idx").unique().on("applications").column("client_id").execute();
		await index(db, "applications", "name_key", "id");

		await table(db, "application_keys")
			.addColumn("id", "text", (c) => c.primaryKey())
			.addColumn("application_id", "text", (c) => c.notNull().references("applications.id").onDelete("cascade"))
			.addColumn("kid", "text", (c) => c.notNull())
			.addColumn("status", "text", (c) => c.notNull())
			.addColumn("jwk", "text", (c) => c.notNull())
			.addColumn("created", "text", (c) => c.notNull())
			.addColumn("last_updated", "text", (c) => c.notNull())
			.addUniqueConstraint("application_keys_kid", ["application_id", "kid"])
			.execute();

		await table(db, "application_certificates")
			.addColumn("application_id", "text", (c) => c.notNull().references("applications.id").onDelete("cascade"))
			.addColumn("kid", "text", (c) => c.notNull())
			.addColumn("jwk", "text", (c) => c.notNull())
			.addColumn("private_key", "text", (c) => c.notNull())
			.addColumn("created", "text", (c) => c.notNull())
			.addColumn("expires", "text", (c) => c.notNull())
			.addPrimaryKeyConstraint("application_certificates_pk", ["application_id", "kid"])
			.execute();
		await index(db, "application_certificates", "kid");

		await table(db, "application_grants")
			.addColumn("id", "text", (c) => c.primaryKey())
			.addColumn("application_id", "text", (c) => c.notNull().references("applications.id").onDelete("cascade"))
			.addColumn("scope_id", "text", (c) => c.notNull())
			.addColumn("issuer", "text", (c) => c.notNull())
			.addColumn("created_by", "text", (c) => c.notNull())
			.addColumn("created_by_type", "text", (c) => c.notNull())
			.addColumn("created", "text", (c) => c.notNull())
			.addUniqueConstraint("application_grants_scope", ["application_id", "scope_id"])
			.execute();

		await add("application_users", "username");
		await add("application_users", "profile");
		await add("application_users", "last_updated");
		await add("application_groups", "profile");
		await add("application_groups", "last_updated");
	},
};
