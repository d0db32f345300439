import type { Insertable, Selectable } from "kysely";
import { now } from "#common/db/columns.ts";
import type { Db, Tx } from "../../database.ts";
import type { ApplicationStatus } from "./application.ts";
import type { ApplicationKeysTable } from "./applications.table.ts";

export type KeyRow = Selectable<ApplicationKeysTable>;

/** Unique index on `application_id, kid`; oldest first. */
export const selectKeys = (db: Db, applicationId: string): Promise<KeyRow[]> =>
	db
		.selectFrom("application_keys")
		.selectAll()
		.where("application_id", "=", applicationId)
		.orderBy("created")
		.orderBy("id")
		.execute();

/** Unique index on `application_id, kid`: those of several applications. */
export const selectKeysOf = async (db: Db, applicationIds: readonly string[]): Promise<KeyRow[]> =>
	applicationIds.length === 0
		? []
		: db
				.selectFrom("application_keys")
				.selectAll()
				.where("application_id", "in", applicationIds)
				.orderBy("created")
				.orderBy("id")
				.execute();

export const insertKey = async (tx: Tx, key: Insertable<ApplicationKeysTable>): Promise<void> => {
	await tx.insertInto("application_keys").values(key).execute();
};

/** Primary key. */
export const updateKeyStatus = async (tx: Tx, id: string, status: ApplicationStatus): Promise<void> => {
	await tx.updateTable("application_keys").set({ status, last_updated: now() }).where("id", "=", id).execute();
};

/** Primary key. */
export const deleteKeyRow = async (tx: Tx, id: string): Promise<void> => {
	await tx.deleteFrom("application_keys").where("id", "=", id).execute();
};
