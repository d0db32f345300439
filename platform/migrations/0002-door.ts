import type { Kysely } from "kysely";
import type { Migration } from "#common/db/migrate.ts";
import { index, table } from "#common/db/table.ts";

/** Adds a text column that may be null, or holds `fallback` in rows that were there before. */
const text = (db: Kysely<unknown>, on: string, name: string, fallback?: string): Promise<void> =>
	db.schema
		.alterTable(on)
		.addColumn(name, "text", (c) => (fallback === undefined ? c : c.notNull().defaultTo(fallback)))
		.execute();

/**
 * The door: configurations on trial, test sign-ins and proofs, what was last heard from providers; sessions that refresh, idle
 * and end with a reason; groups; API keys; the security settings.
 */
export const door: Migration = {
	name: "0002-door",
	async up(db) {
		await text(db, "users", "status", "active");
		for (const name of ["claims", "last_sign_in"]) await text(db, "identities", name);

		for (const name of ["id", "subject", "sid", "configuration_id", "last_used", "ended", "end_reason"])
			await text(db, "sessions", name);
		for (const name of ["refresh_token", "refresh_expires", "refreshing_until", "refresh_after", "refresh_failing"])
			await text(db, "sessions", name);
		await db
			.updateTable("sessions" as never)
			.set((({ ref }: { ref(name: string): unknown }) => ({ id: ref("digest") })) as never)
			.execute();
		await index(db, "sessions", "id");
		await index(db, "sessions", "issuer", "subject");
		await index(db, "sessions", "issuer", "sid");
		await index(db, "sessions", "ended");

		await text(db, "configurations", "purpose", "saved");
		await text(db, "configurations", "fingerprint", "");
		for (const name of ["replaces", "follows", "restores", "trial_ends", "confirmed", "confirmed_by", "rolled_back"])
			await text(db, "configurations", name);

		await db.schema.createIndex("configurations_follows").on("configurations").column("follows").unique().execute();

		await table(db, "proofs")
			.addColumn("fingerprint", "text", (c) => c.notNull())
			.addColumn("user_id", "text", (c) => c.notNull().references("users.id").onDelete("cascade"))
			.addColumn("how", "text", (c) => c.notNull())
			.addColumn("time", "text", (c) => c.notNull())
			.addPrimaryKeyConstraint("proofs_pk", ["fingerprint", "user_id"])
			.execute();
		await table(db, "sign_in_tests")
			.addColumn("configuration_id", "text", (c) => c.primaryKey())
			.addColumn("started_by", "text", (c) => c.notNull().references("users.id").onDelete("cascade"))
			.addColumn("state", "text", (c) => c.notNull())
			.addColumn("outcome", "text")
			.addColumn("expires", "text", (c) => c.notNull())
			.execute();
		await index(db, "sign_in_tests", "expires");

		await table(db, "provider_documents")
			.addColumn("issuer", "text", (c) => c.primaryKey())
			.addColumn("metadata", "text", (c) => c.notNull())
			.addColumn("keys", "text")
			.addColumn("heard", "text", (c) => c.notNull())
			.execute();
		await table(db, "client_keys")
			.addColumn("kid", "text", (c) => c.primaryKey())
			.addColumn("private_key", "text", (c) => c.notNull())
			.addColumn("public_key", "text", (c) => c.notNull())
			.addColumn("created", "text", (c) => c.notNull())
			.execute();
		await table(db, "logout_tokens")
			.addColumn("digest", "text", (c) => c.primaryKey())
			.addColumn("expires", "text", (c) => c.notNull())
			.execute();
		await index(db, "logout_tokens", "expires");

		await table(db, "api_keys")
			.addColumn("id", "text", (c) => c.primaryKey())
			.addColumn("user_id", "text", (c) => c.notNull().references("users.id").onDelete("cascade"))
			.addColumn("name", "text", (c) => c.notNull())
			.addColumn("digest", "text", (c) => c.notNull().unique())
			.addColumn("created", "text", (c) => c.notNull())
			.addColumn("expires", "text", (c) => c.notNull())
			.addColumn("last_used", "text")
			.addColumn("last_address", "text")
			.execute();
		await index(db, "api_keys", "user_id");
		await table(db, "preferences")
			.addColumn("name", "text", (c) => c.primaryKey())
			.addColumn("value", "text", (c) => c.notNull())
			.addColumn("saved_by", "text")
			.addColumn("updated", "text", (c) => c.notNull())
			.execute();

		for (const name of ["actor_key", "target_key"]) await text(db, "audit", name);
		await index(db, "audit", "actor_id", "time");
		await index(db, "audit", "target_id", "time");
		for (const name of ["action", "target_type", "request_id"]) await index(db, "audit", name, "time");
	},
};
