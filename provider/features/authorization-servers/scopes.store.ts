import type { Insertable, Selectable, Updateable } from "kysely";
import type { Db, Tx } from "../../database.ts";
import type { AuthorizationServerScopesTable } from "./authorization-servers.table.ts";

export type ScopeRow = Selectable<AuthorizationServerScopesTable>;

/** Unique index on `server_id, name`: all scopes of a server. */
export const selectScopes = (db: Db, serverId: string): Promise<ScopeRow[]> =>
	db.selectFrom("authorization_server_scopes").selectAll().where("server_id", "=", serverId).orderBy("name").execute();

/** Primary key. */
export const selectScope = (db: Db, serverId: string, id: string): Promise<ScopeRow | undefined> =>
	db
		.selectFrom("authorization_server_scopes")
		.selectAll()
		.where("id", "=", id)
		.where("server_id", "=", serverId)
		.executeTakeFirst();

/** Unique index on `server_id, name` refuses a second one. */
export const insertScopes = async (tx: Tx, rows: readonly Insertable<AuthorizationServerScopesTable>[]): Promise<void> => {
	await tx.insertInto("authorization_server_scopes").values(rows).execute();
};

/** Primary key. */
export const updateScopeRow = async (tx: Tx, id: string, change: Updateable<AuthorizationServerScopesTable>): Promise<void> => {
	await tx.updateTable("authorization_server_scopes").set(change).where("id", "=", id).execute();
};

/** Primary key. */
export const deleteScopeRow = async (tx: Tx, id: string): Promise<void> => {
	await tx.deleteFrom("authorization_server_scopes").where("id", "=", id).execute();
};
