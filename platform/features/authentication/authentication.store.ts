import type { Selectable } from "kysely";
import type { Instant } from "#common/db/columns.ts";
import type { Db } from "../../database.ts";
import type { ConfigurationsTable } from "./authentication.table.ts";

export type ConfigurationRow = Selectable<ConfigurationsTable>;

/** The newest saved configuration whose trial has not run out at `moment`, through the index on (created, id). */
export const newestConfiguration = (db: Db, moment: Instant): Promise<ConfigurationRow | undefined> =>
	db
		.selectFrom("configurations")
		.selectAll()
		.where("purpose", "=", "saved")
		.where(({ eb, or }) => or([eb("trial_ends", "is", null), eb("confirmed", "is not", null), eb("trial_ends", ">", moment)]))
		.orderBy("created", "desc")
		.orderBy("id", "desc")
		.limit(1)
		.executeTakeFirst();

/** The saved ones, newest first, through the index on (created, id). */
export const selectConfigurations = (db: Db, limit: number): Promise<readonly ConfigurationRow[]> =>
	db
		.selectFrom("configurations")
		.selectAll()
		.where("purpose", "=", "saved")
		.orderBy("created", "desc")
		.orderBy("id", "desc")
		.limit(limit)
		.execute();

/** By primary key. */
export const findConfiguration = (db: Db, id: string): Promise<ConfigurationRow | undefined> =>
	db.selectFrom("configurations").selectAll().where("id", "=", id).executeTakeFirst();

export const insertConfiguration = async (db: Db, row: ConfigurationRow): Promise<void> => {
	await db.insertInto("configurations").values(row).execute();
};

/** By primary key. Whether its trial was still running. */
export const confirmConfiguration = async (db: Db, id: string, by: string, moment: Instant): Promise<boolean> => {
	const confirmed = await db
		.updateTable("configurations")
		.set({ confirmed: moment, confirmed_by: by })
		.where("id", "=", id)
		.where("confirmed", "is", null)
		.where("trial_ends", ">", moment)
		.returning("id")
		.executeTakeFirst();
	return confirmed !== undefined;
};

/** Those whose trial ran out and that nobody has noted, marked as noted; of two who ask, one is told. Scans a small table. */
export const markRolledBack = (db: Db, moment: Instant): Promise<readonly ConfigurationRow[]> =>
	db
		.updateTable("configurations")
		.set({ rolled_back: moment })
		.where("purpose", "=", "saved")
		.where("rolled_back", "is", null)
		.where("confirmed", "is", null)
		.where("trial_ends", "<=", moment)
		.returningAll()
		.execute();
