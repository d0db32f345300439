import type { Insertable, Selectable } from "kysely";
import type { Instant } from "#common/db/columns.ts";
import type { Db, Tx } from "../../database.ts";
import type { AuthorizationServerKeysTable } from "./authorization-servers.table.ts";

export type KeyRow = Selectable<AuthorizationServerKeysTable>;

/** Index on `server_id`: a handful of rows. */
export const selectKeys = (db: Db, serverId: string): Promise<KeyRow[]> =>
	db.selectFrom("authorization_server_keys").selectAll().where("server_id", "=", serverId).orderBy("created").execute();

export const insertKeys = async (tx: Tx, keys: readonly Insertable<AuthorizationServerKeysTable>[]): Promise<void> => {
	await tx.insertInto("authorization_server_keys").values(keys).execute();
};

/** Primary key. */
export const setKeyStatus = async (
	tx: Tx,
	id: string,
	status: KeyRow["status"],
	retired: Instant | null = null,
): Promise<void> => {
	await tx.updateTable("authorization_server_keys").set({ status, retired }).where("id", "=", id).execute();
};

/** Index on `retired`. The servers that keys were taken from. */
export const selectWithRetired = async (db: Db, before: Instant): Promise<readonly string[]> => {
	const rows = await db
		.selectFrom("authorization_server_keys")
		.select("server_id")
		.distinct()
		.where("retired", "<", before)
		.execute();
	return rows.map(({ server_id }) => server_id);
};

/** Index on `retired`. */
export const deleteRetired = async (tx: Tx, serverId: string, before: Instant): Promise<void> => {
	await tx.deleteFrom("authorization_server_keys").where("server_id", "=", serverId).where("retired", "<", before).execute();
};
