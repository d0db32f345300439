import type { Insertable, Selectable, Updateable } from "kysely";
import { type SqlBool, sql } from "kysely";
import { type Condition, exactText, foldedText, type Property } from "#common/db/conditions.ts";
import { contains } from "#common/db/search.ts";
import type { Db, Tx } from "../../database.ts";
import type { TrustedOriginsTable } from "./trusted-origins.table.ts";

export type OriginRow = Selectable<TrustedOriginsTable>;

const ofType = (type: string): Condition => sql<SqlBool>`${sql.ref("scopes")} like ${`%"type":"${type}"%`}`;

/** What a filter may name. Lists are short: a handful of rows is scanned. */
export const searchable: Readonly<Record<string, Property>> = {
	id: exactText(sql.ref("id"), ["eq"]),
	name: foldedText(sql.ref("name_key"), ["eq"]),
	origin: exactText(sql.ref("origin"), ["eq"]),
	status: exactText(sql.ref("status"), ["eq"]),
	type: {
		operators: ["eq"],
		compare: (_operator, value) => (typeof value === "string" && /^\w{1,40}$/.test(value) ? ofType(value) : undefined),
		present: () => sql<SqlBool>`1 = 1`,
	},
};

export interface OriginSearch {
	readonly q: string | undefined;
	readonly condition: Condition | undefined;
	readonly limit: number;
	/** Id of the last one of the page before. */
	readonly from: string | undefined;
}

/** Primary key, along which some hundred rows are scanned. One row more than `limit`. */
export const selectOrigins = (db: Db, { q, condition, limit, from }: OriginSearch): Promise<OriginRow[]> => {
	let query = db.selectFrom("trusted_origins").selectAll();
	if (q !== undefined) query = query.where(({ or, ref }) => or([contains(ref("name_key"), q), contains(ref("origin"), q)]));
	if (condition !== undefined) query = query.where(condition);
	if (from !== undefined) query = query.where("id", ">", from);
	return query
		.orderBy("id")
		.limit(limit + 1)
		.execute();
};

/** Primary key. */
export const selectOrigin = (db: Db, id: string): Promise<OriginRow | undefined> =>
	db.selectFrom("trusted_origins").selectAll().where("id", "=", id).executeTakeFirst();

/** Unique index on `origin`. */
export const selectActive = async (db: Db, origin: string): Promise<OriginRow["scopes"] | undefined> => {
	const active = db.selectFrom("trusted_origins").select("scopes").where("status", "=", "ACTIVE");
	return (await active.where("origin", "=", origin).executeTakeFirst())?.scopes;
};

/** A handful of rows. */
export const countOrigins = async (db: Db): Promise<number> => {
	const { count } = await db
		.selectFrom("trusted_origins")
		.select(({ fn }) => fn.countAll<number>().as("count"))
		.executeTakeFirstOrThrow();
	return Number(count);
};

/** Unique indexes on `name_key` and `origin` refuse a second one. */
export const insertOrigin = (tx: Tx, row: Insertable<TrustedOriginsTable>): Promise<OriginRow> =>
	tx.insertInto("trusted_origins").values(row).returningAll().executeTakeFirstOrThrow();

/** Primary key. The changed one; undefined where there is none. */
export const updateOrigin = (db: Db, id: string, change: Updateable<TrustedOriginsTable>): Promise<OriginRow | undefined> =>
	db.updateTable("trusted_origins").set(change).where("id", "=", id).returningAll().executeTakeFirst();

/** Primary key. Whether there was one. */
export const deleteOrigin = async (db: Db, id: string): Promise<boolean> =>
	(await db.deleteFrom("trusted_origins").where("id", "=", id).executeTakeFirst()).numDeletedRows > 0n;
