import type { Insertable, Selectable, Updateable } from "kysely";
import { inBatches } from "#common/db/batches.ts";
import type { Instant } from "#common/db/columns.ts";
import type { Db } from "../../database.ts";
import type { ApiTokensTable } from "./api-tokens.table.ts";

export type TokenRow = Selectable<ApiTokensTable>;

export const insertToken = async (db: Db, row: Insertable<ApiTokensTable>): Promise<void> => {
	await db.insertInto("api_tokens").values(row).execute();
};

/** Unique index on `digest`. */
export const selectByDigest = (db: Db, digest: string): Promise<TokenRow | undefined> =>
	db.selectFrom("api_tokens").selectAll().where("digest", "=", digest).executeTakeFirst();

/** Primary key. */
export const selectToken = (db: Db, id: string): Promise<TokenRow | undefined> =>
	db.selectFrom("api_tokens").selectAll().where("id", "=", id).executeTakeFirst();

/** Dozens of rows: those that last beyond `moment`, by name, or the one person's. */
export const selectTokens = (db: Db, moment: Instant, ownerId: string | undefined): Promise<TokenRow[]> =>
	db
		.selectFrom("api_tokens")
		.selectAll()
		.where("expires", ">", moment)
		.$if(ownerId !== undefined, (query) => query.where("user_id", "=", ownerId ?? ""))
		.orderBy("name")
		.orderBy("id")
		.execute();

/** Primary key. */
export const updateToken = async (db: Db, id: string, change: Updateable<ApiTokensTable>): Promise<void> => {
	await db.updateTable("api_tokens").set(change).where("id", "=", id).execute();
};

/** Primary key. Whether there was such a token. */
export const deleteToken = async (db: Db, id: string): Promise<boolean> =>
	(await db.deleteFrom("api_tokens").where("id", "=", id).executeTakeFirst()).numDeletedRows > 0n;

/** Index on `expires`. */
export const deleteTokensBefore = (db: Db, moment: Instant): Promise<void> =>
	inBatches((most) => {
		const ended = db.selectFrom("api_tokens").select("id").where("expires", "<", moment).orderBy("expires").limit(most);
		return db.deleteFrom("api_tokens").where("id", "in", ended);
	});
