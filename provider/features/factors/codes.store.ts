import { sql } from "kysely";
import { type Instant, now } from "#common/db/columns.ts";
import type { Db, Tx } from "../../database.ts";

/** Primary key. Puts another code in the place of the last one. False where `most` were sent since `since`. */
export const replaceCode = async (
	tx: Tx,
	code: { user_id: string; fingerprint: string; address: string; expires: Instant },
	{ most, since }: { most: number; since: Instant },
): Promise<boolean> => {
	const moment = now();
	const begun = sql<boolean>`email_codes.sent_since < ${since}`;
	const { numInsertedOrUpdatedRows = 0n } = await tx
		.insertInto("email_codes")
		.values({ ...code, tries: 0, sent: 1, sent_since: moment })
		.onConflict((conflict) =>
			conflict
				.column("user_id")
				.doUpdateSet({
					fingerprint: code.fingerprint,
					address: code.address,
					expires: code.expires,
					tries: 0,
					sent: sql<number>`case when ${begun} then 1 else email_codes.sent + 1 end`,
					sent_since: sql<Instant>`case when ${begun} then ${moment} else email_codes.sent_since end`,
				})
				.where(({ or, eb }) => or([begun, eb("email_codes.sent", "<", most)])),
		)
		.executeTakeFirst();
	return numInsertedOrUpdatedRows > 0n;
};

/** Primary key. Counts a try before it is known whether it is right. Answers where the code went; undefined where it is dead. */
export const countTry = async (db: Db, userId: string, most: number): Promise<string | undefined> => {
	const row = await db
		.updateTable("email_codes")
		.set({ tries: sql<number>`tries + 1` })
		.where("user_id", "=", userId)
		.where("fingerprint", "is not", null)
		.where("tries", "<", most)
		.where("expires", ">", now())
		.returning("address")
		.executeTakeFirst();
	return row?.address;
};

/** Primary key. Spends the code: of many who have the right one, one does. */
export const spendCode = async (db: Db, userId: string, fingerprint: string): Promise<boolean> => {
	const { numUpdatedRows } = await db
		.updateTable("email_codes")
		.set({ fingerprint: null })
		.where("user_id", "=", userId)
		.where("fingerprint", "=", fingerprint)
		.executeTakeFirst();
	return numUpdatedRows > 0n;
};

/** Primary key. The code is dead; how many were sent stays known. */
export const killCode = async (tx: Tx, userId: string): Promise<void> => {
	await tx.updateTable("email_codes").set({ fingerprint: null }).where("user_id", "=", userId).execute();
};

/** Primary key. Those of before are gone. */
export const replaceRecoveryCodes = async (tx: Tx, userId: string, fingerprints: readonly string[]): Promise<void> => {
	await deleteRecoveryCodes(tx, userId);
	await tx
		.insertInto("recovery_codes")
		.values(fingerprints.map((fingerprint) => ({ user_id: userId, fingerprint })))
		.execute();
};

/** Primary key. Takes a code away: of many who have it, one does. */
export const takeRecoveryCode = async (tx: Tx, userId: string, fingerprint: string): Promise<boolean> => {
	const { numDeletedRows } = await tx
		.deleteFrom("recovery_codes")
		.where("user_id", "=", userId)
		.where("fingerprint", "=", fingerprint)
		.executeTakeFirst();
	return numDeletedRows > 0n;
};

/** Primary key. */
export const countRecoveryCodes = async (db: Db, userId: string): Promise<number> => {
	const { count } = await db
		.selectFrom("recovery_codes")
		.select(({ fn }) => fn.countAll<number>().as("count"))
		.where("user_id", "=", userId)
		.executeTakeFirstOrThrow();
	return Number(count);
};

/** Primary key. */
export const deleteRecoveryCodes = async (tx: Tx, userId: string): Promise<void> => {
	await tx.deleteFrom("recovery_codes").where("user_id", "=", userId).execute();
};
