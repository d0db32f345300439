import { inBatches } from "#common/db/batches.ts";
import { fromFlag, type Instant, now, toFlag } from "#common/db/columns.ts";
import type { Db, Tx } from "../../database.ts";

export interface Link {
	readonly digest: string;
	readonly userId: string;
	readonly expires: Instant;
	readonly asksAnswer: boolean;
	readonly madeBy: string | null;
}

/** A link that a person has asked for themselves. */
export interface OwnLink {
	readonly digest: string;
	readonly userId: string;
	readonly purpose: string;
	readonly addressKey: string;
	readonly expires: Instant;
	readonly asksAnswer: boolean;
}

export const insertLink = async (db: Db, { digest, userId, expires, asksAnswer, madeBy }: Link): Promise<void> => {
	await db
		.insertInto("activation_links")
		.values({
			digest,
			user_id: userId,
			expires,
			asks_answer: toFlag(asksAnswer),
			made_by: madeBy,
			purpose: null,
			address_key: null,
		})
		.execute();
};

export const insertOwnLink = async (
	db: Db,
	{ digest, userId, purpose, addressKey, expires, asksAnswer }: OwnLink,
): Promise<void> => {
	await db
		.insertInto("activation_links")
		.values({
			digest,
			user_id: userId,
			expires,
			asks_answer: toFlag(asksAnswer),
			made_by: null,
			purpose,
			address_key: addressKey,
		})
		.execute();
};

/** Primary key. While it lasts. */
export const selectOwnLink = async (db: Db, digest: string): Promise<OwnLink | undefined> => {
	const links = db.selectFrom("activation_links").selectAll().where("digest", "=", digest).where("expires", ">", now());
	const row = await links.where("purpose", "is not", null).executeTakeFirst();
	if (row?.purpose == null || row.address_key === null) return undefined;
	const { user_id: userId, purpose, address_key: addressKey, expires } = row;
	return { digest, userId, purpose, addressKey, expires, asksAnswer: fromFlag(row.asks_answer) };
};

/** Primary key. Takes the link away: of two callers at once, one gets true. */
export const takeOwnLink = async (db: Db, digest: string, purpose: string): Promise<boolean> => {
	const taken = db.deleteFrom("activation_links").where("digest", "=", digest).where("expires", ">", now());
	return (await taken.where("purpose", "=", purpose).executeTakeFirst()).numDeletedRows > 0n;
};

/** Index on `user_id`. */
export const deleteLinksFor = async (db: Db, userId: string, purpose: string): Promise<void> => {
	await db.deleteFrom("activation_links").where("user_id", "=", userId).where("purpose", "=", purpose).execute();
};

/** Index on `expires`. */
export const deleteExpiredLinks = (db: Db): Promise<void> =>
	inBatches((most) => {
		const over = db.selectFrom("activation_links").select("digest").where("expires", "<=", now()).orderBy("expires").limit(most);
		return db.deleteFrom("activation_links").where("digest", "in", over);
	});

/** Primary key. Whose link this is, while it lasts. */
export const selectLink = async (db: Db, digest: string): Promise<Pick<Link, "userId" | "asksAnswer" | "madeBy"> | undefined> => {
	const links = db.selectFrom("activation_links").select(["user_id", "asks_answer", "made_by"]);
	const lasting = links.where("digest", "=", digest).where("expires", ">", now());
	const row = await lasting.where("purpose", "is", null).executeTakeFirst();
	return row && { userId: row.user_id, asksAnswer: fromFlag(row.asks_answer), madeBy: row.made_by };
};

/** Primary key. Takes the link away, and answers whose it was: of two callers at once, one gets it. */
export const takeLink = async (tx: Tx, digest: string): Promise<Pick<Link, "userId" | "madeBy"> | undefined> => {
	const taken = tx.deleteFrom("activation_links").where("digest", "=", digest).where("expires", ">", now());
	const row = await taken.where("purpose", "is", null).returning(["user_id", "made_by"]).executeTakeFirst();
	return row && { userId: row.user_id, madeBy: row.made_by };
};

/** Index on `user_id`. Those that went to nobody but their mailbox. */
export const deleteMailedLinks = async (tx: Tx, userIds: readonly string[]): Promise<void> => {
	if (userIds.length === 0) return;
	await tx.deleteFrom("activation_links").where("user_id", "in", userIds).where("made_by", "is", null).execute();
};

/** Index on `user_id`. Those that they have asked for themselves too. */
export const deleteLinksOf = async (db: Db, userId: string): Promise<void> => {
	await db.deleteFrom("activation_links").where("user_id", "=", userId).execute();
};
