import type { Db } from "../../database.ts";

/** Primary key. Undefined where nobody has decided. */
export const selectKeptDays = async (db: Db): Promise<number | undefined> =>
	(await db.selectFrom("system_log_settings").select("kept_days").where("id", "=", "log").executeTakeFirst())?.kept_days;

/** Primary key. */
export const upsertKeptDays = async (db: Db, days: number): Promise<void> => {
	await db
		.insertInto("system_log_settings")
		.values({ id: "log", kept_days: days })
		.onConflict((conflict) => conflict.column("id").doUpdateSet({ kept_days: days }))
		.execute();
};
