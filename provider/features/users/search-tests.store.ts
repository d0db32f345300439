import { type RawBuilder, type SqlBool, sql } from "kysely";
import type { Condition } from "#common/db/conditions.ts";
import { beyond } from "#common/db/keys.ts";
import { contains } from "#common/db/search.ts";
import type { Operator } from "#common/expression/expression.ts";
import type { Db } from "../../database.ts";

/** What is compared: an attribute of profiles, by its rows, or a column of `users`. */
export type Source =
	| { readonly kind: "attribute"; readonly name: string }
	| { readonly kind: "column"; readonly column: "id" | "status" | "created" | "activated" | "status_changed" | "last_updated" };

/** One comparison of an expression, with the key of its value. */
export interface Test {
	readonly source: Source;
	readonly operator: Operator | "pr";
	readonly key: string;
}

const SIGNS = { eq: sql`=`, ne: sql`<>`, gt: sql`>`, ge: sql`>=`, lt: sql`<`, le: sql`<=` } as const;

const compared = (column: RawBuilder<unknown>, { operator, key }: Test): Condition => {
	if (operator === "pr") return sql<SqlBool>`${column} >= ''`;
	if (operator === "co" || operator === "ew") return contains(column, key);
	if (operator === "sw") return sql<SqlBool>`(${column} >= ${key} and ${column} < ${beyond(key)})`;
	return sql<SqlBool>`${column} ${SIGNS[operator]} ${key}`;
};

/** Who passes, by an index: `user_attributes (name, value_key, user_id)`, or `users (column, id)`. */
const passing = (test: Test): RawBuilder<{ id: string }> => {
	const { source } = test;
	if (source.kind === "column") return sql`select u.id from users as u where ${compared(sql.ref(`u.${source.column}`), test)}`;
	return sql`select a.user_id as id from user_attributes as a
		where a.name = ${source.name} and ${compared(sql.ref("a.value_key"), test)}`;
};

/** Ids of those who pass, or undefined where they are more than `most`: it stops there. */
export const fewPassing = async (db: Db, test: Test, most: number): Promise<readonly string[] | undefined> => {
	const { rows } = await sql<{ id: string }>`${passing(test)} limit ${most + 1}`.execute(db);
	return rows.length > most ? undefined : [...new Set(rows.map(({ id }) => id))];
};

/** Whether more than `most` pass. */
export const manyPass = async (db: Db, test: Test, most: number): Promise<boolean> => {
	const { rows } = await sql<{ count: number }>`
		select count(*) as count from (${passing(test)} limit ${most + 1}) as passing`.execute(db);
	return Number(rows[0]?.count) > most;
};

/** Those of `users` who pass, found by the index. */
export const amongPassing = (test: Test): Condition => sql<SqlBool>`users.id in (${passing(test)})`;

/** No condition. */
export const NOTHING: Condition = sql<SqlBool>`1 = 1`;

/** Those of `users` who are among `ids`. */
export const among = (ids: readonly string[]): Condition =>
	ids.length === 0 ? sql<SqlBool>`1 = 0` : sql<SqlBool>`users.id in (${sql.join([...ids])})`;

/** What passes exactly where another test does not. */
const OPPOSITES = { eq: "ne", ne: "eq", gt: "le", ge: "lt", lt: "ge", le: "gt" } as const;

/**
 * Primary key of `user_attributes`. Whether the row of `users` at hand passes, written so that the engines look at it row by row: no index
 * of a column fits a negation, and no subquery with a limit is gathered beforehand.
 */
export const passes = (test: Test): Condition => {
	const { source, operator, key } = test;
	if (source.kind === "attribute")
		return sql<SqlBool>`(select 1 from user_attributes as a
			where a.user_id = users.id and a.name = ${source.name} and ${compared(sql.ref("a.value_key"), test)} limit 1) is not null`;
	const column = sql.ref(`users.${source.column}`);
	const present = sql<SqlBool>`${column} is not null`;
	if (operator === "pr") return present;
	if (operator === "sw") return sql<SqlBool>`(${present} and not (${column} < ${key} or ${column} >= ${beyond(key)}))`;
	if (operator === "co" || operator === "ew") return sql<SqlBool>`(${present} and ${compared(column, test)})`;
	return sql<SqlBool>`(${present} and not (${compared(column, { ...test, operator: OPPOSITES[operator] })}))`;
};
