import type { Insertable, Selectable, Updateable } from "kysely";
import type { Instant } from "#common/db/columns.ts";
import type { Db, Tx } from "../../database.ts";
import type { SigningKeyPolicyTable, SigningKeyStagesTable, SigningKeysTable } from "./keys.table.ts";

export type StageRow = Selectable<SigningKeyStagesTable>;
export type PolicyRow = Selectable<SigningKeyPolicyTable>;

/** A handful of rows: the whole table. */
export const selectFirstKeys = (db: Db): Promise<Selectable<SigningKeysTable>[]> =>
	db.selectFrom("signing_keys").selectAll().execute();

/** Unique index on `algorithm`: whoever comes second keeps the first one's key. Release 0.1.0 does the same. */
export const insertFirstKeyOnce = async (db: Db, key: Insertable<SigningKeysTable>): Promise<void> => {
	await db
		.insertInto("signing_keys")
		.values(key)
		.onConflict((conflict) => conflict.column("algorithm").doNothing())
		.execute();
};

/** Unique index on `algorithm`. */
export const replaceFirstKey = async (tx: Tx, key: Insertable<SigningKeysTable>): Promise<void> => {
	await tx.deleteFrom("signing_keys").where("algorithm", "=", key.algorithm).execute();
	await tx.insertInto("signing_keys").values(key).execute();
};

/** A handful of rows: the whole table, oldest first. */
export const selectStages = (db: Db): Promise<StageRow[]> =>
	db.selectFrom("signing_key_stages").selectAll().orderBy("created").orderBy("id").execute();

export const insertStage = async (tx: Tx, key: Insertable<SigningKeyStagesTable>): Promise<void> => {
	await tx.insertInto("signing_key_stages").values(key).execute();
};

/** Primary key. */
export const updateStage = async (tx: Tx, id: string, change: Updateable<SigningKeyStagesTable>): Promise<void> => {
	await tx.updateTable("signing_key_stages").set(change).where("id", "=", id).execute();
};

/** Primary key. */
export const deleteStage = async (tx: Tx, id: string): Promise<void> => {
	await tx.deleteFrom("signing_key_stages").where("id", "=", id).execute();
};

/** A handful of rows: the whole table. Whether there were such keys. */
export const deleteRetired = async (tx: Tx, before: Instant): Promise<void> => {
	await tx.deleteFrom("signing_key_stages").where("status", "=", "EXPIRED").where("retired", "<", before).execute();
};

const ONLY = "organization";

/** The only row. */
export const selectPolicy = (db: Db): Promise<PolicyRow | undefined> =>
	db.selectFrom("signing_key_policy").selectAll().where("id", "=", ONLY).executeTakeFirst();

/** Primary key: whoever comes second keeps the first one's row. */
export const insertPolicyOnce = async (db: Db, policy: Omit<PolicyRow, "id">): Promise<void> => {
	await db
		.insertInto("signing_key_policy")
		.values({ id: ONLY, ...policy })
		.onConflict((conflict) => conflict.column("id").doNothing())
		.execute();
};

/** The only row. */
export const updatePolicyRow = async (tx: Tx, change: Updateable<SigningKeyPolicyTable>): Promise<void> => {
	await tx.updateTable("signing_key_policy").set(change).where("id", "=", ONLY).execute();
};

/** The only row: holds it until the transaction ends, so that changes of keys come one after the other. */
export const lockPolicy = async (tx: Tx): Promise<PolicyRow> =>
	tx
		.updateTable("signing_key_policy")
		.set((eb) => ({ rotation_mode: eb.ref("rotation_mode") }))
		.where("id", "=", ONLY)
		.returningAll()
		.executeTakeFirstOrThrow();
