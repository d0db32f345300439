import { fromFlag, type Instant, now, toFlag } from "#common/db/columns.ts";
import type { Db, Tx } from "../../database.ts";

export interface Link {
	readonly digest: string;
	readonly userId: string;
	readonly expires: Instant;
	readonly asksAnswer: boolean;
	readonly madeBy: string | null;
}

export const insertLink = async (db: Db, { digest, userId, expires, asksAnswer, madeBy }: Link): Promise<void> => {
	await db
		.insertInto("activation_links")
		.values({ digest, user_id: userId, expires, asks_answer: toFlag(asksAnswer), made_by: madeBy })
		.execute();
};

/** Primary key. Whose link this is, while it lasts. */
export const selectLink = async (db: Db, digest: string): Promise<Pick<Link, "userId" | "asksAnswer" | "madeBy"> | undefined> => {
	const links = db.selectFrom("activation_links").select(["user_id", "asks_answer", "made_by"]);
	const row = await links.where("digest", "=", digest).where("expires", ">", now()).executeTakeFirst();
	return row && { userId: row.user_id, asksAnswer: fromFlag(row.asks_answer), madeBy: row.made_by };
};

/** Primary key. Takes the link away, and answers whose it was: of two callers at once, one gets it. */
export const takeLink = async (tx: Tx, digest: string): Promise<Pick<Link, "userId" | "madeBy"> | undefined> => {
	const taken = tx.deleteFrom("activation_links").where("digest", "=", digest).where("expires", ">", now());
	const row = await taken.returning(["user_id", "made_by"]).executeTakeFirst();
	return row && { userId: row.user_id, madeBy: row.made_by };
};

/** Index on `user_id`. */
export const deleteLinksOf = async (db: Db, userId: string): Promise<void> => {
	await db.deleteFrom("activation_links").where("user_id", "=", userId).execute();
};
