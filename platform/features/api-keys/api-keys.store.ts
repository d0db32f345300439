import type { Selectable } from "kysely";
import type { Instant } from "#common/db/columns.ts";
import type { Db, Tx } from "../../database.ts";
import type { ApiKeysTable } from "./api-keys.table.ts";

export type ApiKeyRow = Selectable<ApiKeysTable>;

/** Unique index on `digest`. */
export const selectKey = (db: Db, digest: string): Promise<ApiKeyRow | undefined> =>
	db.selectFrom("api_keys").selectAll().where("digest", "=", digest).executeTakeFirst();

/** Newest first: index on `user_id`. */
export const selectKeysOf = (db: Db, userId: string): Promise<readonly ApiKeyRow[]> =>
	db.selectFrom("api_keys").selectAll().where("user_id", "=", userId).orderBy("created", "desc").orderBy("id").execute();

export const insertKey = async (tx: Tx, row: ApiKeyRow): Promise<void> => {
	await tx.insertInto("api_keys").values(row).execute();
};

/** Primary key. Of many requests at once, one writes. */
export const updateKeyUse = async (db: Db, { id, last_used }: ApiKeyRow, moment: Instant, address: string): Promise<void> => {
	await db
		.updateTable("api_keys")
		.set({ last_used: moment, last_address: address })
		.where("id", "=", id)
		.where("last_used", last_used === null ? "is" : "=", last_used)
		.execute();
};

/** Primary key. What went, if there was one. */
export const deleteKey = (db: Db, userId: string, id: string): Promise<ApiKeyRow | undefined> =>
	db.deleteFrom("api_keys").where("id", "=", id).where("user_id", "=", userId).returningAll().executeTakeFirst();

/** Index on `user_id`. */
export const deleteKeysOf = async (db: Db, userId: string): Promise<void> => {
	await db.deleteFrom("api_keys").where("user_id", "=", userId).execute();
};

/** Scans a small table. */
export const deleteExpiredKeys = async (db: Db, before: Instant): Promise<void> => {
	await db.deleteFrom("api_keys").where("expires", "<=", before).execute();
};
