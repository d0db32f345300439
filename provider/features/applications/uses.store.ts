import type { Instant } from "#common/db/columns.ts";
import type { Db } from "../../database.ts";

/** Primary keys, always in the same order: processes that write at once wait for each other. Secrets that are gone are left out. */
export const upsertSecretUses = async (db: Db, ids: readonly string[], at: Instant): Promise<void> => {
	await db
		.insertInto("secret_uses")
		.columns(["secret_id", "last_used"])
		.expression((eb) =>
			eb
				.selectFrom("application_secrets")
				.select((one) => ["id as secret_id", one.val(at).as("last_used")])
				.where("id", "in", ids)
				.orderBy("id"),
		)
		.onConflict((conflict) => conflict.column("secret_id").doUpdateSet({ last_used: at }))
		.execute();
};

/** The same of public keys. */
export const upsertKeyUses = async (db: Db, ids: readonly string[], at: Instant): Promise<void> => {
	await db
		.insertInto("key_uses")
		.columns(["key_id", "last_used"])
		.expression((eb) =>
			eb
				.selectFrom("application_keys")
				.select((one) => ["id as key_id", one.val(at).as("last_used")])
				.where("id", "in", ids)
				.orderBy("id"),
		)
		.onConflict((conflict) => conflict.column("key_id").doUpdateSet({ last_used: at }))
		.execute();
};

/** Primary keys. */
export const selectSecretUses = async (db: Db, ids: readonly string[]): Promise<ReadonlyMap<string, Instant>> => {
	if (ids.length === 0) return new Map();
	const rows = await db.selectFrom("secret_uses").selectAll().where("secret_id", "in", ids).execute();
	return new Map(rows.map(({ secret_id, last_used }) => [secret_id, last_used]));
};

/** Primary keys. */
export const selectKeyUses = async (db: Db, ids: readonly string[]): Promise<ReadonlyMap<string, Instant>> => {
	if (ids.length === 0) return new Map();
	const rows = await db.selectFrom("key_uses").selectAll().where("key_id", "in", ids).execute();
	return new Map(rows.map(({ key_id, last_used }) => [key_id, last_used]));
};
