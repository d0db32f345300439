import type { Insertable, Selectable, Updateable } from "kysely";
import { inBatches } from "#common/db/batches.ts";
import { now } from "#common/db/columns.ts";
import type { Db } from "../../database.ts";
import type { AuthnTransactionsTable } from "./authn.table.ts";
import type { AuthnState } from "./authn.ts";

export type TransactionRow = Selectable<AuthnTransactionsTable>;

export const insertTransaction = async (db: Db, row: Insertable<AuthnTransactionsTable>): Promise<void> => {
	await db.insertInto("authn_transactions").values(row).execute();
};

/** Primary key. While it lasts. */
export const selectTransaction = (db: Db, digest: string): Promise<TransactionRow | undefined> =>
	db.selectFrom("authn_transactions").selectAll().where("digest", "=", digest).where("expires", ">", now()).executeTakeFirst();

/** Primary key. Only out of one of the states `from`: of two steps at once, one is taken. */
export const updateTransaction = async (
	db: Db,
	digest: string,
	from: readonly AuthnState[],
	change: Updateable<AuthnTransactionsTable>,
): Promise<boolean> => {
	const { numUpdatedRows } = await db
		.updateTable("authn_transactions")
		.set(change)
		.where("digest", "=", digest)
		.where("state", "in", [...from])
		.executeTakeFirst();
	return numUpdatedRows > 0n;
};

/** Primary key. Whether it was there: of two callers at once, one ends it. */
export const deleteTransaction = async (db: Db, digest: string): Promise<boolean> =>
	(await db.deleteFrom("authn_transactions").where("digest", "=", digest).executeTakeFirst()).numDeletedRows > 0n;

/** Index on `expires`. */
export const deleteTransactionsBefore = (db: Db, moment: string): Promise<void> =>
	inBatches((most) => {
		const past = db.selectFrom("authn_transactions").select("digest").orderBy("expires").limit(most);
		const over = past.where("expires", "<=", moment as TransactionRow["expires"]);
		return db.deleteFrom("authn_transactions").where("digest", "in", over);
	});
