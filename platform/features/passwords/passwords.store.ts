import { now, toFlag } from "#common/db/columns.ts";
import type { Db } from "../../database.ts";

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
