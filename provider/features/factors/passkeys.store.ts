import { type Insertable, type Selectable, sql } from "kysely";
import { inBatches } from "#common/db/batches.ts";
import { type Flag, type Instant, now } from "#common/db/columns.ts";
import type { Db, Tx } from "../../database.ts";
import type { PasskeyChallengesTable, PasskeysTable } from "./passkeys.table.ts";

export type PasskeyRow = Selectable<PasskeysTable>;
export type ChallengeRow = Selectable<PasskeyChallengesTable>;

/** Index on `user_id`. The oldest first. */
export const selectPasskeys = (db: Db, userId: string): Promise<PasskeyRow[]> =>
	db.selectFrom("passkeys").selectAll().where("user_id", "=", userId).orderBy("created").orderBy("id").execute();

/** Primary key. */
export const selectPasskey = (db: Db, userId: string, id: string): Promise<PasskeyRow | undefined> =>
	db.selectFrom("passkeys").selectAll().where("id", "=", id).where("user_id", "=", userId).executeTakeFirst();

/** Unique index on `credential_id`. */
export const selectByCredential = (db: Db, credentialId: string): Promise<PasskeyRow | undefined> =>
	db.selectFrom("passkeys").selectAll().where("credential_id", "=", credentialId).executeTakeFirst();

/** Unique index on `credential_id`, which refuses one that somebody has. */
export const insertPasskey = async (tx: Tx, row: Insertable<PasskeysTable>): Promise<void> => {
	await tx.insertInto("passkeys").values(row).execute();
};

/**
 * Primary key. A passkey was used: its counter goes forward, or there is none. False where it went back or stands still, which is a sign of
 * a copied authenticator (Web Authentication Level 3 section 7.2, step 22).
 */
export const countUse = async (db: Db, id: string, count: number, backedUp: Flag): Promise<boolean> => {
	const { numUpdatedRows } = await db
		.updateTable("passkeys")
		.set({ sign_count: count, backed_up: backedUp, last_used: now() })
		.where("id", "=", id)
		.where(sql<boolean>`(sign_count < ${count} or (sign_count = 0 and ${count} = 0))`)
		.executeTakeFirst();
	return numUpdatedRows > 0n;
};

/** Primary key. Whether the person has it. */
export const renamePasskey = async (db: Db, userId: string, id: string, name: string): Promise<boolean> => {
	const { numUpdatedRows } = await db
		.updateTable("passkeys")
		.set({ name, last_updated: now() })
		.where("id", "=", id)
		.where("user_id", "=", userId)
		.executeTakeFirst();
	return numUpdatedRows > 0n;
};

/** Primary key. Whether the person had it. */
export const deletePasskey = async (tx: Tx, userId: string, id: string): Promise<boolean> => {
	const { numDeletedRows } = await tx
		.deleteFrom("passkeys")
		.where("id", "=", id)
		.where("user_id", "=", userId)
		.executeTakeFirst();
	return numDeletedRows > 0n;
};

/** Index on `user_id`, in both. */
export const deletePasskeysOf = async (tx: Tx, userId: string): Promise<number> => {
	await tx.deleteFrom("passkey_challenges").where("user_id", "=", userId).execute();
	const { numDeletedRows } = await tx.deleteFrom("passkeys").where("user_id", "=", userId).executeTakeFirst();
	return Number(numDeletedRows);
};

export const insertChallenge = async (db: Db, row: Insertable<PasskeyChallengesTable>): Promise<void> => {
	await db.insertInto("passkey_challenges").values(row).execute();
};

/** Primary key. Takes a challenge away, and answers it: of many who want the same, one gets it. */
export const takeChallenge = (db: Db, digest: string, purpose: ChallengeRow["purpose"]): Promise<ChallengeRow | undefined> =>
	db
		.deleteFrom("passkey_challenges")
		.where("digest", "=", digest)
		.where("purpose", "=", purpose)
		.where("expires", ">", now())
		.returningAll()
		.executeTakeFirst();

/** Index on `expires`. */
export const deleteChallengesBefore = (db: Db, moment: Instant): Promise<void> =>
	inBatches((most) => {
		const over = db
			.selectFrom("passkey_challenges")
			.select("digest")
			.where("expires", "<", moment)
			.orderBy("expires")
			.limit(most);
		return db.deleteFrom("passkey_challenges").where("digest", "in", over);
	});
