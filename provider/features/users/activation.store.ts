import { type Instant, now } from "#common/db/columns.ts";
import type { Db, Tx } from "../../database.ts";

export const insertLink = async (db: Db, link: { digest: string; user_id: string; expires: Instant }): Promise<void> => {
	await db.insertInto("activation_links").values(link).execute();
};

/** Primary key. The person whose link this is, while it lasts. */
export const selectLinkOwner = async (db: Db, digest: string): Promise<string | undefined> => {
	const links = db.selectFrom("activation_links").select("user_id");
	return (await links.where("digest", "=", digest).where("expires", ">", now()).executeTakeFirst())?.user_id;
};

/** Primary key. Takes the link away, and answers whose it was: of two callers at once, one gets it. */
export const takeLink = async (tx: Tx, digest: string): Promise<string | undefined> => {
	const taken = tx.deleteFrom("activation_links").where("digest", "=", digest).where("expires", ">", now());
	return (await taken.returning("user_id").executeTakeFirst())?.user_id;
};

/** Index on `user_id`. */
export const deleteLinksOf = async (db: Db, userId: string): Promise<void> => {
	await db.deleteFrom("activation_links").where("user_id", "=", userId).execute();
};
