import type { Insertable } from "kysely";
import type { Db } from "../database.ts";
import type { EngineRecordsTable } from "./records.table.ts";

export interface StoredRecord {
	readonly payload: string;
	readonly consumed: number | null;
}

/** Primary key. */
export const selectRecord = (db: Db, model: string, digest: string): Promise<StoredRecord | undefined> =>
	db
		.selectFrom("engine_records")
		.select(["payload", "consumed"])
		.where("model", "=", model)
		.where("digest", "=", digest)
		.executeTakeFirst();

/** Primary key. */
export const upsertRecord = async (db: Db, record: Insertable<EngineRecordsTable>): Promise<void> => {
	const { payload, grant_id, account_id, client_id, expires } = record;
	await db
		.insertInto("engine_records")
		.values(record)
		.onConflict((conflict) =>
			conflict.columns(["model", "digest"]).doUpdateSet({ payload, grant_id, account_id, client_id, expires }),
		)
		.execute();
};

/** Primary key. Marks the record used; false where it was used already, however close the race. */
export const consumeRecord = async (db: Db, model: string, digest: string, epochSeconds: number): Promise<boolean> => {
	const { numUpdatedRows } = await db
		.updateTable("engine_records")
		.set({ consumed: epochSeconds })
		.where("model", "=", model)
		.where("digest", "=", digest)
		.where("consumed", "is", null)
		.executeTakeFirst();
	return numUpdatedRows === 1n;
};

/** Primary key. */
export const deleteRecord = async (db: Db, model: string, digest: string): Promise<void> => {
	await db.deleteFrom("engine_records").where("model", "=", model).where("digest", "=", digest).execute();
};

/** Index on `grant_id`: every code and token of a grant. */
export const deleteByGrant = async (db: Db, grantId: string): Promise<void> => {
	await db.deleteFrom("engine_records").where("grant_id", "=", grantId).execute();
};

/** Index on `account_id`: every grant, code and token of a person. */
export const deleteByAccount = async (db: Db, accountId: string): Promise<void> => {
	await db.deleteFrom("engine_records").where("account_id", "=", accountId).execute();
};

/** Index on `client_id, account_id`: every grant, code and token of an application, or of one person there. */
export const deleteByClient = async (db: Db, clientId: string, accountId?: string): Promise<void> => {
	await db
		.deleteFrom("engine_records")
		.where("client_id", "=", clientId)
		.$if(accountId !== undefined, (query) => query.where("account_id", "=", accountId ?? ""))
		.execute();
};

/** Index on `expires`. */
export const deleteExpired = async (db: Db, epochSeconds: number): Promise<void> => {
	await db.deleteFrom("engine_records").where("expires", "<", epochSeconds).execute();
};
