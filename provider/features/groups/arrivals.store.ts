import type { Db } from "../../database.ts";

/** Unique index on `name_key`. */
export const isNameTaken = async (db: Db, nameKey: string): Promise<boolean> =>
	(await db.selectFrom("groups").select("id").where("name_key", "=", nameKey).executeTakeFirst()) !== undefined;
