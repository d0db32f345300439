import type { Selectable } from "kysely";
import type { Instant } from "#common/db/columns.ts";
import { preparedRow } from "#common/db/prepared.ts";
import type { Db, Tables } from "../../database.ts";
import type { ConfigurationsTable } from "./authentication.table.ts";

export type ConfigurationRow = Selectable<ConfigurationsTable>;

/** The newest saved configuration whose trial has not run out at `moment`, through the index on (created, id). */
export const newestConfiguration = (db: Db, moment: Instant): Promise<ConfigurationRow | undefined> =>
	selectNewest(db, { moment });

const selectNewest = preparedRow<Tables, { moment: Instant }, ConfigurationRow>((db, place) =>
	db
		.selectFrom("configurations")
		.selectAll()
		.where("purpose", "=", "saved")
		.where(({ and, eb, or, ref }) =>
			or([
				eb("trial_ends", "is", null),
				eb("confirmed", "is not", null),
				and([eb("trial_ends", ">", place("moment")), eb("trial_ends", ">", ref("created"))]),
			]),
		)
		.orderBy("created", "desc")
		.orderBy("id", "desc")
		.limit(1),
);

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

/** The newest save, live or not, through the index on (created, id). */
export const newestSave = (db: Db): Promise<Pick<ConfigurationRow, "id" | "created"> | undefined> =>
	db
		.selectFrom("configurations")
		.select(["id", "created"])
		.where("purpose", "=", "saved")
		.orderBy("created", "desc")
		.orderBy("id", "desc")
		.limit(1)
		.executeTakeFirst();

/** Those from before fingerprints were kept. Scans a small table, at the start. */
export const selectWithoutFingerprint = (db: Db): Promise<readonly ConfigurationRow[]> =>
	db.selectFrom("configurations").selectAll().where("fingerprint", "=", "").execute();

/** By primary key. */
export const updateFingerprint = async (db: Db, id: string, fingerprint: string): Promise<void> => {
	await db.updateTable("configurations").set({ fingerprint }).where("id", "=", id).execute();
};

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

/**
 * Those whose trial ran out and that nobody has noted, marked as noted; of two who ask, one is told. One that another save had
 * taken the place of meanwhile did not run out. Scans a small table.
 */
export const markRolledBack = (db: Db, moment: Instant): Promise<readonly ConfigurationRow[]> =>
	db
		.updateTable("configurations")
		.set({ rolled_back: moment })
		.where("purpose", "=", "saved")
		.where("rolled_back", "is", null)
		.where("confirmed", "is", null)
		.where("trial_ends", "<=", moment)
		.where(({ not, exists, selectFrom, ref }) =>
			not(
				exists(
					selectFrom("configurations as newer")
						.select("newer.id")
						.where("newer.purpose", "=", "saved")
						.where("newer.created", ">", ref("configurations.created"))
						.where("newer.created", "<", ref("configurations.trial_ends")),
				),
			),
		)
		.returningAll()
		.execute();
