import type { Insertable, Selectable } from "kysely";
import type { Db } from "../../database.ts";
import type { ProofsTable } from "./door.table.ts";

/** By primary key; a later proof takes the place of an earlier one. */
export const upsertProof = async (db: Db, row: Insertable<ProofsTable>): Promise<void> => {
	await db
		.insertInto("proofs")
		.values(row)
		.onConflict((conflict) => conflict.columns(["fingerprint", "user_id"]).doUpdateSet({ how: row.how, time: row.time }))
		.execute();
};

/** Newest first; by the primary key's first column. */
export const selectProofs = (db: Db, fingerprint: string): Promise<readonly Selectable<ProofsTable>[]> =>
	db.selectFrom("proofs").selectAll().where("fingerprint", "=", fingerprint).orderBy("time", "desc").limit(20).execute();
