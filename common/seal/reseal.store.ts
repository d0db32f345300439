import { type Kysely, sql } from "kysely";
import { now } from "../db/columns.ts";
import type { AnyDb } from "./ring.store.ts";
import type { SealedColumn } from "./sealed.ts";

/** A sealed value where it stands. */
export interface SealedRow {
	/** Of the identity. */
	readonly key: string;
	readonly primaryKey: readonly string[];
	readonly sealed: string;
}

const untyped = (db: AnyDb): Kysely<Record<string, Record<string, string>>> => db as never;

const primaryKeyOf = ({ key, primaryKey }: SealedColumn): readonly string[] => primaryKey ?? [key];

const refs = (columns: readonly string[]) => sql.join(columns.map((column) => sql.ref(column)));

/** Along the primary key: `most` values under the key `keyId`, after the row `after`. */
export const selectSealed = async (
	db: AnyDb,
	at: SealedColumn,
	keyId: string,
	most: number,
	after?: SealedRow,
): Promise<readonly SealedRow[]> => {
	const primaryKey = primaryKeyOf(at);
	const rows = await primaryKey
		.reduce((query, column) => query.orderBy(column), untyped(db).selectFrom(at.table))
		.select([at.column, at.key, ...primaryKey])
		.where(at.column, "like", `${keyId}.%`)
		.$if(after !== undefined, (query) =>
			query.where(sql<boolean>`(${refs(primaryKey)}) > (${sql.join(after?.primaryKey ?? [])})`),
		)
		.limit(most)
		.execute();
	return rows.map((row) => ({
		key: row[at.key] ?? "",
		primaryKey: primaryKey.map((column) => row[column] ?? ""),
		sealed: row[at.column] ?? "",
	}));
};

/** All rows, once. */
export const countSealed = async (db: AnyDb, { table, column }: SealedColumn, keyId: string): Promise<number> => {
	const { count } = await untyped(db)
		.selectFrom(table)
		.select((eb) => eb.fn.countAll<number>().as("count"))
		.where(column, "like", `${keyId}.%`)
		.executeTakeFirstOrThrow();
	return Number(count);
};

/** Primary key. Answers whether the value was the one that was read, and nobody was at work with it. */
export const replaceSealed = async (db: AnyDb, at: SealedColumn, row: SealedRow, sealed: string): Promise<boolean> => {
	const { busyUntil } = at;
	const { numUpdatedRows } = await untyped(db)
		.updateTable(at.table)
		.set({ [at.column]: sealed } as never)
		.where((eb) => eb.and(primaryKeyOf(at).map((column, place) => eb(column, "=", row.primaryKey[place] ?? ""))))
		.where(at.column, "=", row.sealed)
		.$if(busyUntil !== undefined, (query) =>
			query.where((eb) => eb.or([eb(busyUntil ?? "", "is", null as never), eb(busyUntil ?? "", "<=", now())])),
		)
		.executeTakeFirst();
	return numUpdatedRows === 1n;
};
