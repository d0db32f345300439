import type { Insertable, Selectable } from "kysely";
import type { Db } from "../../database.ts";
import type { SigningKeysTable } from "./keys.table.ts";

/** A handful of rows: the whole table. */
export const selectKeys = (db: Db): Promise<Selectable<SigningKeysTable>[]> =>
	db.selectFrom("signing_keys").selectAll().execute();

/** Unique index on `algorithm`: whoever comes second keeps the first one's key. */
export const insertKeyOnce = async (db: Db, key: Insertable<SigningKeysTable>): Promise<void> => {
	await db
		.insertInto("signing_keys")
		.values(key)
		.onConflict((conflict) => conflict.column("algorithm").doNothing())
		.execute();
};
