import { type Json, now } from "#common/db/columns.ts";
import type { Db, Tx } from "../../database.ts";

/** Primary key. */
export const selectPreference = async <T>(db: Db, name: string): Promise<Json<T> | undefined> => {
	const row = await db.selectFrom("preferences").select("value").where("name", "=", name).executeTakeFirst();
	return row?.value as Json<T> | undefined;
};

/** Primary key. The row is there after it, and others who want to change it wait until the transaction ends. */
export const holdPreference = async (tx: Tx, name: string, fallback: Json<unknown>): Promise<void> => {
	await tx
		.insertInto("preferences")
		.values({ name, value: fallback, saved_by: null, updated: now() })
		.onConflict((conflict) => conflict.column("name").doUpdateSet(({ ref }) => ({ updated: ref("preferences.updated") })))
		.execute();
};

/** Primary key. */
export const updatePreference = async (tx: Tx, name: string, value: Json<unknown>, savedBy: string): Promise<void> => {
	await tx.updateTable("preferences").set({ value, saved_by: savedBy, updated: now() }).where("name", "=", name).execute();
};
