import type { Insertable, Selectable } from "kysely";
import type { Db, Tx } from "../../database.ts";
import type { ApplicationGrantsTable } from "./applications.table.ts";

export type GrantRow = Selectable<ApplicationGrantsTable>;

/** Unique index on `application_id, scope_id`, in whose order they are: a handful. */
export const selectGrants = (db: Db, applicationId: string): Promise<GrantRow[]> =>
	db.selectFrom("application_grants").selectAll().where("application_id", "=", applicationId).orderBy("scope_id").execute();

export const insertGrant = async (tx: Tx, grant: Insertable<ApplicationGrantsTable>): Promise<void> => {
	await tx.insertInto("application_grants").values(grant).execute();
};

/** Primary key. Whether there was such a grant of this application. */
export const deleteGrantRow = async (tx: Tx, applicationId: string, id: string): Promise<boolean> => {
	const { numDeletedRows } = await tx
		.deleteFrom("application_grants")
		.where("id", "=", id)
		.where("application_id", "=", applicationId)
		.executeTakeFirst();
	return numDeletedRows > 0n;
};
