import type { Insertable } from "kysely";
import { inBatches } from "#common/db/batches.ts";
import type { Instant } from "#common/db/columns.ts";
import type { Db } from "../../database.ts";
import type { LogoutTokensTable } from "./logout.table.ts";

/** Primary key. Answers whether it was not there before; of many at once, one hears so. */
export const insertLogoutToken = async (db: Db, row: Insertable<LogoutTokensTable>): Promise<boolean> => {
	const { numInsertedOrUpdatedRows = 0n } = await db
		.insertInto("logout_tokens")
		.values(row)
		.onConflict((conflict) => conflict.column("digest").doNothing())
		.executeTakeFirst();
	return numInsertedOrUpdatedRows > 0n;
};

/** Through the index on expires. */
export const deleteExpiredLogoutTokens = (db: Db, at: Instant): Promise<void> =>
	inBatches((most) => {
		const over = db.selectFrom("logout_tokens").select("digest").where("expires", "<=", at).orderBy("expires").limit(most);
		return db.deleteFrom("logout_tokens").where("digest", "in", over);
	});
