import { type Instant, now } from "#common/db/columns.ts";
import type { Db, Tx } from "../../database.ts";

export const insertSetupLink = async (tx: Tx, link: { digest: string; expires: Instant }): Promise<void> => {
	await tx.insertInto("setup_links").values(link).execute();
};

/** Primary key. */
export const isLive = async (db: Db, digest: string): Promise<boolean> => {
	const link = db.selectFrom("setup_links").select("digest").where("digest", "=", digest).where("expires", ">", now());
	return (await link.executeTakeFirst()) !== undefined;
};

/** The whole table, which has one row or so. Answers the digests of those that were live: of two callers at once, one gets them. */
export const takeSetupLinks = async (tx: Tx): Promise<readonly string[]> => {
	const taken = await tx.deleteFrom("setup_links").returning(["digest", "expires"]).execute();
	return taken.filter(({ expires }) => expires > now()).map(({ digest }) => digest);
};
