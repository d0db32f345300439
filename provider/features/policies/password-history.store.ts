import type { Insertable } from "kysely";
import type { Db, Tx } from "../../database.ts";
import type { FailedSignInsTable, PasswordHistoryTable } from "./policies.table.ts";

/** Index on `user_id, created`. The last ones first. */
export const selectPasswords = async (db: Db, userId: string, limit: number): Promise<string[]> => {
	const query = db.selectFrom("password_history").select("password_hash").where("user_id", "=", userId);
	const rows = await query.orderBy("created", "desc").orderBy("id").limit(limit).execute();
	return rows.map(({ password_hash }) => password_hash);
};

export const insertPassword = async (tx: Tx, row: Insertable<PasswordHistoryTable>): Promise<void> => {
	await tx.insertInto("password_history").values(row).execute();
};

/** Index on `user_id, created`. Leaves the last `kept`. */
export const deletePasswordsBefore = async (tx: Tx, userId: string, kept: number): Promise<void> => {
	const query = tx.selectFrom("password_history").select("id").where("user_id", "=", userId);
	const rows = await query.orderBy("created", "desc").orderBy("id").execute();
	const old = rows.slice(kept).map(({ id }) => id);
	if (old.length > 0) await tx.deleteFrom("password_history").where("id", "in", old).execute();
};

/** Primary key. Counts one more since `since`, and answers how many there are now: of many at once, each gets another number. */
export const addFailure = async (db: Db, row: Insertable<FailedSignInsTable>): Promise<number> => {
	const { count } = await db
		.insertInto("failed_sign_ins")
		.values(row)
		.onConflict((conflict) =>
			conflict.column("user_id").doUpdateSet(({ eb, ref }) => ({
				count: eb(ref("failed_sign_ins.count"), "+", 1),
				last: row.last,
			})),
		)
		.returning("count")
		.executeTakeFirstOrThrow();
	return count;
};

/** Primary key. */
export const deleteFailures = async (db: Db, userId: string): Promise<void> => {
	await db.deleteFrom("failed_sign_ins").where("user_id", "=", userId).execute();
};
