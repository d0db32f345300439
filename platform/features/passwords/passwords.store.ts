import { now, toFlag } from "#common/db/columns.ts";
import type { Db, Tx } from "../../database.ts";

/** Primary key. */
export const selectPasswordHash = async (db: Db, userId: string): Promise<string | null> => {
	const row = await db.selectFrom("users").select("password_hash").where("id", "=", userId).executeTakeFirst();
	return row?.password_hash ?? null;
};

/** Primary key; only of users who sign in with a password. */
export const updatePassword = async (db: Db, userId: string, hash: string, mustChange: boolean): Promise<void> => {
	await db
		.updateTable("users")
		.set({ password_hash: hash, must_change_password: toFlag(mustChange), last_updated: now() })
		.where("id", "=", userId)
		.where("auth_type", "=", "built-in")
		.execute();
};

/** Primary key. Whether `present` was still the password, and `hash` took its place. */
export const replacePassword = async (db: Db, userId: string, present: string, hash: string): Promise<boolean> => {
	const replaced = await db
		.updateTable("users")
		.set({ password_hash: hash, must_change_password: toFlag(false), last_updated: now() })
		.where("id", "=", userId)
		.where("password_hash", "=", present)
		.returning("id")
		.executeTakeFirst();
	return replaced !== undefined;
};

/**
 * Primary key. Whether `hash` is still the password, and the account open; both then stay so until the transaction ends. Notes
 * that the user is here.
 */
export const holdPassword = async (tx: Tx, userId: string, hash: string): Promise<boolean> => {
	const held = await tx
		.updateTable("users")
		.set({ last_seen: now() })
		.where("id", "=", userId)
		.where("password_hash", "=", hash)
		.where("status", "=", "active")
		.returning("id")
		.executeTakeFirst();
	return held !== undefined;
};
