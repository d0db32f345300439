import { type SqlBool, sql } from "kysely";
import { type Condition, conditionOf, type Properties } from "#common/db/conditions.ts";
import { beyond } from "#common/db/keys.ts";
import type { Expression } from "#common/expression/expression.ts";
import type { Db } from "../../database.ts";
import { among, amongPassing, fewPassing, manyPass, NOTHING, passes, type Source, type Test } from "./search-tests.store.ts";
import { toUser } from "./users.store.ts";
import type { User, UserStatus } from "./users.ts";

export type Order = { readonly by: Source | { readonly kind: "name" }; readonly descending: boolean };

/** Where a page ended: whether among those without a value to sort by, the value, and the id. */
export interface Position {
	readonly without: boolean;
	readonly key: string;
	readonly id: string;
}

/** How a test is asked of the database. */
export type Asking = (test: Test) => Condition;

export interface UserQuery {
	readonly expressions: readonly { readonly expression: Expression; readonly properties: (ask: Asking) => Properties }[];
	/** Undefined for any. */
	readonly status: readonly UserStatus[] | undefined;
	/** Only members of any of these groups. */
	readonly groupIds?: readonly string[] | undefined;
	readonly order: Order;
	readonly limit: number;
	readonly from: Position | undefined;
}

export interface Found extends Position {
	readonly user: User;
}

/** Few enough to be named one by one. */
const FEW = 500;
/** Of more it is quicker to look at whoever comes by in the list's order than to gather them first. */
const SOME = 40_000;
/** Below the engines' limit of parameters. */
const MOST_NAMED = 8_000;

/**
 * A page of people, and one more. Each test is tried by itself first, up to a limit: where few pass, they are named; where some do, the
 * index gathers them; where many do, the list is walked through in its order.
 */
export const searchUsers = async (db: Db, query: UserQuery): Promise<readonly Found[]> => {
	const asked = await conditionsOf(db, query);
	const ids = asked.named ? await fewOf(db, asked.conditions) : undefined;
	const conditions = ids ? among(ids) : asked.conditions;
	const found: Found[] = [];
	for (const without of [false, true]) {
		const limit = query.limit + 1 - found.length;
		if (limit === 0 || (query.from?.without && !without) || (without && !mayBeMissing(query.order))) continue;
		const from = query.from?.without === without ? query.from : undefined;
		found.push(...(await selectPart(db, conditions, { order: query.order, without, from, limit, ids })));
	}
	return found;
};

const nameOf = ({ source, operator, key }: Test): string => JSON.stringify([source, operator, key]);

const conditionsOf = async (
	db: Db,
	{ expressions, status, groupIds }: UserQuery,
): Promise<{ conditions: Condition; named: boolean }> => {
	const asked = (ask: Asking) => expressions.map(({ expression, properties }) => conditionOf(expression, properties(ask)));
	const tests = new Map<string, Test>();
	asked((test) => {
		tests.set(nameOf(test), test);
		return NOTHING;
	});
	const quick = new Map<string, Condition>();
	let room = MOST_NAMED;
	for (const [name, test] of tests) {
		const ids = room < FEW ? undefined : await fewPassing(db, test, FEW);
		room -= ids?.length ?? 0;
		quick.set(name, ids ? among(ids) : (await manyPass(db, test, SOME)) ? passes(test) : amongPassing(test));
	}
	const parts = asked((test) => quick.get(nameOf(test)) ?? passes(test));
	if (status !== undefined) parts.push(sql<SqlBool>`coalesce(users.status, '') in (${sql.join([...status])})`);
	if (groupIds !== undefined) parts.push(await inGroups(db, groupIds));
	const conditions = parts.length === 0 ? NOTHING : sql<SqlBool>`(${sql.join(parts, sql` and `)})`;
	return { conditions, named: room < MOST_NAMED || groupIds !== undefined };
};

/** Primary key. Those who fulfil `conditions`, where they are few: whatever the order, an engine looks at nobody else then. */
const fewOf = async (db: Db, conditions: Condition): Promise<readonly string[] | undefined> => {
	const { rows } = await sql<{ id: string }>`select users.id from users where ${conditions} limit ${FEW + 1}`.execute(db);
	return rows.length > FEW ? undefined : rows.map(({ id }) => id);
};

/** Primary key of `group_members`. */
const inGroups = async (db: Db, groupIds: readonly string[]): Promise<Condition> => {
	if (groupIds.length === 0) return sql<SqlBool>`1 = 0`;
	const members = db.selectFrom("group_members").select("user_id").distinct().where("group_id", "in", groupIds);
	const some = await members.limit(FEW + 1).execute();
	if (some.length <= FEW) return among(some.map(({ user_id }) => user_id));
	return sql<SqlBool>`exists (select 1 from group_members as g where g.group_id in (${sql.join([...groupIds])}) and g.user_id = users.id)`;
};

const mayBeMissing = ({ by }: Order): boolean =>
	by.kind === "attribute" || (by.kind === "column" && (by.column === "activated" || by.column === "status_changed"));

interface Part {
	readonly order: Order;
	readonly without: boolean;
	readonly from: Position | undefined;
	readonly limit: number;
	readonly ids: readonly string[] | undefined;
}

/**
 * In the order of an index: `user_attributes (name, value_key, user_id)`, `users (name_key, id)` or `users (column, id)`; those who have
 * nothing to sort by in the order of the primary key.
 */
const selectPart = async (db: Db, conditions: Condition, { order, without, from, limit, ids }: Part): Promise<Found[]> => {
	const { tables, key, id, split } = without ? withoutValue(order) : withValue(order, ids);
	const direction = order.descending ? sql`desc` : sql`asc`;
	const past = order.descending ? sql`<` : sql`>`;
	const after = from && (key ? sql`(${key}, ${id}) ${past} (${from.key}, ${from.id})` : sql`${id} ${past} ${from.id}`);
	const sorted = key ? sql`${key} ${direction}, ${id} ${direction}` : sql`${id} ${direction}`;
	const { rows } = await sql<Parameters<typeof toUser>[0] & { sort_key: string }>`
		select users.*, ${key ?? sql`''`} as sort_key from ${tables}
		where ${split} and ${after ?? sql`1 = 1`} and ${conditions} order by ${sorted} limit ${limit}`.execute(db);
	return rows.map((row) => ({ user: toUser(row), without, key: row.sort_key, id: row.id }));
};

const usersId = sql.ref("users.id");

const withValue = ({ by }: Order, ids: readonly string[] | undefined) => {
	if (by.kind === "attribute")
		return {
			tables: sql`user_attributes as s inner join users on users.id = s.user_id`,
			key: sql.ref("s.value_key"),
			id: sql.ref("s.user_id"),
			split: ids?.length ? sql`s.name = ${by.name} and s.user_id in (${sql.join([...ids])})` : sql`s.name = ${by.name}`,
		};
	const column = by.kind === "name" ? "name_key" : by.column;
	const key = column === "id" ? undefined : sql.ref(`users.${column}`);
	return { tables: sql`users`, key, id: usersId, split: key ? sql`${key} is not null` : sql`1 = 1` };
};

const withoutValue = ({ by }: Order) => {
	const split =
		by.kind === "attribute"
			? sql`not exists (select 1 from user_attributes as s where s.user_id = users.id and s.name = ${by.name})`
			: sql`${sql.ref(`users.${by.kind === "name" ? "name_key" : by.column}`)} is null`;
	return { tables: sql`users`, key: undefined, id: usersId, split };
};

/**
 * Index on `user_attributes (name, value_key, user_id)`, of which only the beginning is read for each attribute: what begins many people's
 * names costs no more than what begins a few. At most `limit` of them, by name.
 */
export const selectBeginning = async (
	db: Db,
	{
		names,
		prefix,
		status,
		limit,
	}: {
		readonly names: readonly string[];
		readonly prefix: string;
		readonly status: readonly UserStatus[];
		readonly limit: number;
	},
): Promise<readonly User[]> => {
	const found = new Map<string, { readonly user: User; readonly key: string }>();
	for (const name of names) {
		const { rows } = await sql<Parameters<typeof toUser>[0]>`
			select users.* from user_attributes as a inner join users on users.id = a.user_id
			where a.name = ${name} and a.value_key >= ${prefix} and a.value_key < ${beyond(prefix)}
				and coalesce(users.status, '') in (${sql.join([...status])})
			order by a.value_key, a.user_id limit ${limit}`.execute(db);
		for (const row of rows)
			if (found.size < limit) found.set(row.id, { user: toUser(row), key: `${row.name_key}\u0000${row.id}` });
	}
	return [...found.values()].sort((one, other) => (one.key < other.key ? -1 : 1)).map(({ user }) => user);
};
