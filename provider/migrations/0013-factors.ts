import type { Migration } from "#common/db/migrate.ts";
import { index, table } from "#common/db/table.ts";

/** Passkeys, recovery codes, mailed codes. */
export const factors: Migration = {
	name: "0013-factors",
	async up(db) {
		await db.schema.alterTable("factors").addColumn("last_used", "text").execute();

		// A person has several passkeys, and one of each other kind: `factors` holds one row for each kind.
		await table(db, "passkeys")
			.addColumn("id", "text", (c) => c.primaryKey())
			.addColumn("user_id", "text", (c) => c.notNull().references("users.id").onDelete("cascade"))
			.addColumn("name", "text", (c) => c.notNull())
			.addColumn("credential_id", "text", (c) => c.notNull().unique())
			.addColumn("public_key", "text", (c) => c.notNull())
			.addColumn("sign_count", "bigint", (c) => c.notNull())
			.addColumn("transports", "text", (c) => c.notNull())
			.addColumn("multi_device", "integer", (c) => c.notNull())
			.addColumn("backed_up", "integer", (c) => c.notNull())
			.addColumn("created", "text", (c) => c.notNull())
			.addColumn("last_updated", "text", (c) => c.notNull())
			.addColumn("last_used", "text")
			.execute();
		await index(db, "passkeys", "user_id");

		await table(db, "passkey_challenges")
			.addColumn("digest", "text", (c) => c.primaryKey())
			.addColumn("purpose", "text", (c) => c.notNull())
			.addColumn("user_id", "text", (c) => c.references("users.id").onDelete("cascade"))
			.addColumn("factor_id", "text")
			.addColumn("expires", "text", (c) => c.notNull())
			.execute();
		await index(db, "passkey_challenges", "expires");
		await index(db, "passkey_challenges", "user_id");

		await table(db, "email_codes")
			.addColumn("user_id", "text", (c) => c.primaryKey().references("users.id").onDelete("cascade"))
			.addColumn("fingerprint", "text")
			.addColumn("address", "text", (c) => c.notNull())
			.addColumn("expires", "text", (c) => c.notNull())
			.addColumn("tries", "integer", (c) => c.notNull())
			.addColumn("sent", "integer", (c) => c.notNull())
			.addColumn("sent_since", "text", (c) => c.notNull())
			.execute();

		await table(db, "recovery_codes")
			.addColumn("user_id", "text", (c) => c.notNull().references("users.id").onDelete("cascade"))
			.addColumn("fingerprint", "text", (c) => c.notNull())
			.addPrimaryKeyConstraint("recovery_codes_pk", ["user_id", "fingerprint"])
			.execute();
	},
};
