import type { Insertable, Selectable, Updateable } from "kysely";
import { now } from "#common/db/columns.ts";
import { contains } from "#common/db/search.ts";
import type { Db, Tx } from "../../database.ts";
import type { ApplicationStatus } from "./application.ts";
import type { ApplicationsTable } from "./applications.table.ts";
import type { Position } from "./lists.ts";

export type ApplicationRow = Selectable<ApplicationsTable>;

/** Unique index on `label_key`. */
export const insertApplication = async (tx: Tx, application: Insertable<ApplicationsTable>): Promise<void> => {
	await tx.insertInto("applications").values(application).execute();
};

/** Primary key. */
export const selectApplication = (db: Db, id: string): Promise<ApplicationRow | undefined> =>
	db.selectFrom("applications").selectAll().where("id", "=", id).executeTakeFirst();

export interface ApplicationCriteria {
	readonly q: string | undefined;
	readonly status: ApplicationStatus | undefined;
	readonly after: Position | undefined;
	readonly limit: number;
}

/** Walks the unique index on `label_key`. */
export const selectApplications = (db: Db, { q, status, after, limit }: ApplicationCriteria): Promise<ApplicationRow[]> => {
	let query = db.selectFrom("applications").selectAll().orderBy("label_key").limit(limit);
	if (q) query = query.where(({ ref }) => contains(ref("label_key"), q));
	if (status !== undefined) query = query.where("status", "=", status);
	if (after !== undefined) query = query.where("label_key", ">", after.key);
	return query.execute();
};

/** Scans: some thousands of rows at most. */
export const countApplicationsBy = async (db: Db, status: ApplicationStatus): Promise<number> => {
	const counted = await db
		.selectFrom("applications")
		.select(({ fn }) => fn.countAll<number>().as("count"))
		.where("status", "=", status)
		.executeTakeFirstOrThrow();
	return counted.count;
};

/**
 * Primary key. Marks the application as changed and holds its row until the transaction ends, so that changes of what
 * belongs to it come one after the other. Whether there is such an application.
 */
export const touchApplication = async (tx: Tx, id: string): Promise<boolean> => {
	const { numUpdatedRows } = await tx
		.updateTable("applications")
		.set({ last_updated: now() })
		.where("id", "=", id)
		.executeTakeFirst();
	return numUpdatedRows > 0n;
};

/** Primary key. */
export const updateApplicationRow = async (db: Db, id: string, changes: Updateable<ApplicationsTable>): Promise<void> => {
	await db.updateTable("applications").set(changes).where("id", "=", id).execute();
};

/** Primary key. Secrets, logo and assignments go with it. Whether there was an inactive application. */
export const deleteInactiveApplication = async (db: Db, id: string): Promise<boolean> => {
	const { numDeletedRows } = await db
		.deleteFrom("applications")
		.where("id", "=", id)
		.where("status", "=", "INACTIVE")
		.executeTakeFirst();
	return numDeletedRows > 0n;
};
