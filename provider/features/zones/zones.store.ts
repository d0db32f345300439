import { type Insertable, type Selectable, type SqlBool, sql, type Updateable } from "kysely";
import type { Db, Tx } from "../../database.ts";
import type { NetworkZonesTable } from "./zones.table.ts";

export type ZoneRow = Selectable<NetworkZonesTable>;

/** Primary key, along which at most a hundred rows are scanned. */
export const selectZones = (db: Db): Promise<ZoneRow[]> => db.selectFrom("network_zones").selectAll().orderBy("id").execute();

/** Primary key. */
export const selectZone = (db: Db, id: string): Promise<ZoneRow | undefined> =>
	db.selectFrom("network_zones").selectAll().where("id", "=", id).executeTakeFirst();

/** Unique index on `name_key` refuses a second one. */
export const insertZone = async (tx: Tx, row: Insertable<NetworkZonesTable>): Promise<void> => {
	await tx.insertInto("network_zones").values(row).execute();
};

/** Primary key. Whether there is one. */
export const updateZone = async (tx: Tx, id: string, change: Updateable<NetworkZonesTable>): Promise<boolean> =>
	(await tx.updateTable("network_zones").set(change).where("id", "=", id).executeTakeFirst()).numUpdatedRows > 0n;

/** Primary key. */
export const deleteZone = async (tx: Tx, id: string): Promise<void> => {
	await tx.deleteFrom("network_zones").where("id", "=", id).execute();
};

/** Primary key. Until the transaction ends, whoever wants to name this zone in a rule or to delete it waits. Whether there is one. */
export const lockZone = async (tx: Tx, id: string): Promise<boolean> => {
	const { numAffectedRows } = await sql`update network_zones set status = status where id = ${id}`.execute(tx);
	return (numAffectedRows ?? 0n) > 0n;
};

/** Names of rules that name this zone. All rules are scanned: some hundred rows. */
export const selectRulesWith = async (tx: Tx, id: string): Promise<string[]> => {
	const query = tx
		.selectFrom("policy_rules")
		.select("name")
		.where(sql<SqlBool>`document like ${`%"${id}"%`}`);
	return (await query.orderBy("name").limit(3).execute()).map(({ name }) => name);
};
