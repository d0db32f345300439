import type { Insertable, Selectable, Updateable } from "kysely";
import type { Db, Tx } from "../../database.ts";
import type { AuthorizationServerClaimsTable } from "./authorization-servers.table.ts";

export type ClaimRow = Selectable<AuthorizationServerClaimsTable>;

/** Unique index on `server_id, claim_type, name`: all claims of a server. */
export const selectClaims = (db: Db, serverId: string): Promise<ClaimRow[]> =>
	db
		.selectFrom("authorization_server_claims")
		.selectAll()
		.where("server_id", "=", serverId)
		.orderBy("claim_type")
		.orderBy("name")
		.execute();

/** Primary key. */
export const selectClaim = (db: Db, serverId: string, id: string): Promise<ClaimRow | undefined> =>
	db
		.selectFrom("authorization_server_claims")
		.selectAll()
		.where("id", "=", id)
		.where("server_id", "=", serverId)
		.executeTakeFirst();

/** Unique index on `server_id, claim_type, name` refuses a second one. */
export const insertClaims = async (tx: Tx, rows: readonly Insertable<AuthorizationServerClaimsTable>[]): Promise<void> => {
	await tx.insertInto("authorization_server_claims").values(rows).execute();
};

/** Primary key. */
export const updateClaimRow = async (tx: Tx, id: string, change: Updateable<AuthorizationServerClaimsTable>): Promise<void> => {
	await tx.updateTable("authorization_server_claims").set(change).where("id", "=", id).execute();
};

/** Primary key. */
export const deleteClaimRow = async (tx: Tx, id: string): Promise<void> => {
	await tx.deleteFrom("authorization_server_claims").where("id", "=", id).execute();
};
