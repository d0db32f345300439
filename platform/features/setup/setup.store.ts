import type { Instant } from "#common/db/columns.ts";
import type { Db, Tx } from "../../database.ts";

export const insertLink = async (db: Db, digest: string, expires: Instant): Promise<void> => {
	await db.insertInto("setup_links").values({ digest, expires }).execute();
};

/** Primary key. */
export const isLinkLive = async (db: Db, digest: string, moment: Instant): Promise<boolean> => {
	const link = db.selectFrom("setup_links").select("digest").where("digest", "=", digest).where("expires", ">", moment);
	return (await link.executeTakeFirst()) !== undefined;
};

/** Takes a live link away, by primary key; of two who try at once, one does. */
export const takeLink = async (tx: Tx, digest: string, moment: Instant): Promise<boolean> => {
	const taken = await tx
		.deleteFrom("setup_links")
		.where("digest", "=", digest)
		.where("expires", ">", moment)
		.returning("digest")
		.executeTakeFirst();
	return taken !== undefined;
};

/** The table has one row at most. */
export const deleteLinks = async (db: Db): Promise<void> => {
	await db.deleteFrom("setup_links").execute();
};
