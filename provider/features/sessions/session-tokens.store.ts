import type { Insertable, Selectable } from "kysely";
import { inBatches } from "#common/db/batches.ts";
import { now } from "#common/db/columns.ts";
import type { Db } from "../../database.ts";
import type { SessionTokensTable } from "./session-tokens.table.ts";

export const insertToken = async (db: Db, token: Insertable<SessionTokensTable>): Promise<void> => {
	await db.insertInto("session_tokens").values(token).execute();
};

/** Primary key. Takes the token away and answers it while it lasts: of two callers at once, one gets it. */
export const takeToken = (db: Db, digest: string): Promise<Selectable<SessionTokensTable> | undefined> =>
	db.deleteFrom("session_tokens").where("digest", "=", digest).where("expires", ">", now()).returningAll().executeTakeFirst();

/** Index on `user_id`. */
export const deleteTokensOf = async (db: Db, userId: string): Promise<void> => {
	await db.deleteFrom("session_tokens").where("user_id", "=", userId).execute();
};

/** Index on `expires`. */
export const deleteExpiredTokens = (db: Db): Promise<void> =>
	inBatches((most) => {
		const over = db.selectFrom("session_tokens").select("digest").where("expires", "<=", now()).orderBy("expires").limit(most);
		return db.deleteFrom("session_tokens").where("digest", "in", over);
	});
