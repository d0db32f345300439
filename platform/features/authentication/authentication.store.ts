import type { Selectable } from "kysely";
import type { Db } from "../../database.ts";
import type { ConfigurationsTable } from "./authentication.table.ts";

export type ConfigurationRow = Selectable<ConfigurationsTable>;

/** The newest configuration, through the index on (created, id). */
export const newestConfiguration = (db: Db): Promise<ConfigurationRow | undefined> =>
	db.selectFrom("configurations").selectAll().orderBy("created", "desc").orderBy("id", "desc").limit(1).executeTakeFirst();

/** By primary key. */
export const findConfiguration = (db: Db, id: string): Promise<ConfigurationRow | undefined> =>
	db.selectFrom("configurations").selectAll().where("id", "=", id).executeTakeFirst();

export const insertConfiguration = async (db: Db, row: ConfigurationRow): Promise<void> => {
	await db.insertInto("configurations").values(row).execute();
};
