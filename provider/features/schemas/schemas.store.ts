import { fromJson, now, toJson } from "#common/db/columns.ts";
import type { Db, Tx } from "../../database.ts";
import type { CustomAttribute, UserSchema } from "./schemas.ts";

/** One row. */
export const selectSchema = async (db: Db): Promise<UserSchema> => {
	const row = await db.selectFrom("user_schema").selectAll().executeTakeFirstOrThrow();
	return { id: row.id, typeId: row.type_id, created: row.created, lastUpdated: row.last_updated };
};

/** One row, which is locked until the transaction ends: of two changes at once the second sees the first. */
export const touchSchema = async (tx: Tx): Promise<void> => {
	await tx.updateTable("user_schema").set({ last_updated: now() }).execute();
};

/** At most 100 rows. */
export const selectAttributes = async (db: Db): Promise<ReadonlyMap<string, CustomAttribute>> => {
	const rows = await db.selectFrom("custom_attributes").selectAll().orderBy("name").execute();
	return new Map(rows.map(({ name, definition }) => [name, fromJson(definition)]));
};

/** Primary key. */
export const saveAttribute = async (tx: Tx, name: string, definition: CustomAttribute): Promise<void> => {
	await tx
		.insertInto("custom_attributes")
		.values({ name, definition: toJson(definition) })
		.onConflict((conflict) => conflict.column("name").doUpdateSet({ definition: toJson(definition) }))
		.execute();
};

/** Primary key. */
export const deleteAttribute = async (tx: Tx, name: string): Promise<void> => {
	await tx.deleteFrom("custom_attributes").where("name", "=", name).execute();
};
