import type { Insertable, Selectable, Updateable } from "kysely";
import { now } from "#common/db/columns.ts";
import { contains } from "#common/db/search.ts";
import type { Db, Tx } from "../../database.ts";
import type { AuthorizationServersTable, Status } from "./authorization-servers.table.ts";

export type ServerRow = Selectable<AuthorizationServersTable>;

/** Primary key. */
export const selectServer = (db: Db, id: string): Promise<ServerRow | undefined> =>
	db.selectFrom("authorization_servers").selectAll().where("id", "=", id).executeTakeFirst();

/** Primary key. */
export const selectVersion = (db: Db, id: string): Promise<{ version: number; status: Status } | undefined> =>
	db.selectFrom("authorization_servers").select(["version", "status"]).where("id", "=", id).executeTakeFirst();

export interface ServerSelection {
	readonly q: string | undefined;
	readonly limit: number;
	/** `name_key` of the last row before. */
	readonly from: string | undefined;
}

/** Walks the unique index on `name_key`; `limit + 1` rows. Words in names and audiences are looked for by scanning. */
export const selectServers = (db: Db, { q, limit, from }: ServerSelection): Promise<ServerRow[]> =>
	db
		.selectFrom("authorization_servers")
		.selectAll()
		.$if(q !== undefined, (query) =>
			query.where((eb) => eb.or([contains(eb.ref("name_key"), q ?? ""), contains(eb.fn("lower", ["audience"]), q ?? "")])),
		)
		.$if(from !== undefined, (query) => query.where("name_key", ">", from ?? ""))
		.orderBy("name_key")
		.limit(limit + 1)
		.execute();

/** Unique index on `name_key` refuses a second one. */
export const insertServer = async (tx: Tx, row: Insertable<AuthorizationServersTable>): Promise<void> => {
	await tx.insertInto("authorization_servers").values(row).execute();
};

/** Primary key. */
export const updateServerRow = async (tx: Tx, id: string, change: Updateable<AuthorizationServersTable>): Promise<void> => {
	await tx.updateTable("authorization_servers").set(change).where("id", "=", id).execute();
};

/**
 * Primary key. Counts the version up, so that every process notices, and holds the row until the transaction ends, so that changes of
 * what belongs to a server come one after the other. Whether there is such a server.
 */
export const touchServer = async (tx: Tx, id: string): Promise<boolean> => {
	const { numUpdatedRows } = await tx
		.updateTable("authorization_servers")
		.set((eb) => ({ version: eb("version", "+", 1), last_updated: now() }))
		.where("id", "=", id)
		.executeTakeFirst();
	return numUpdatedRows > 0n;
};

/** Primary key. Keys, scopes, claims and policies go along. */
export const deleteServerRow = async (tx: Tx, id: string): Promise<void> => {
	await tx.deleteFrom("authorization_servers").where("id", "=", id).execute();
};

/** Index on `next_rotation`. */
export const selectDue = (db: Db, moment: string): Promise<{ id: string }[]> =>
	db
		.selectFrom("authorization_servers")
		.select("id")
		.where("next_rotation", "<=", moment as never)
		.execute();
