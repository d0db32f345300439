import { type SqlBool, sql } from "kysely";
import {
	type Condition,
	conditionOf,
	exactText,
	foldedText,
	momentOf,
	type Properties,
	type Property,
	propertiesOf,
} from "#common/db/conditions.ts";
import { beyond, prefixKey, valueKey } from "#common/db/keys.ts";
import { startsWith } from "#common/db/search.ts";
import type { Expression } from "#common/expression/expression.ts";
import type { Db } from "../../database.ts";
import { type GroupRow, toGroup } from "./groups.store.ts";
import type { Group } from "./groups.ts";

const column = (name: string) => sql.ref(`groups.${name}`);
const ORDERED = ["eq", "gt", "ge", "lt", "le", "pr"] as const;
const MATCHED = ["eq", "sw", "co", "pr"] as const;

/** `id` and names have unique indexes, moments one each; of types there are two. Words within names scan some thousand groups. */
const FIXED = propertiesOf({
	id: exactText(column("id"), ["eq", "pr"]),
	type: exactText(column("type"), ["eq", "pr"]),
	created: momentOf(column("created"), ORDERED),
	lastUpdated: momentOf(column("last_updated"), ORDERED),
	lastMembershipUpdated: momentOf(column("last_membership_updated"), ORDERED),
	"profile.name": foldedText(column("name_key"), [...ORDERED, "sw", "co"]),
	"profile.description": exactText(column("description"), MATCHED),
	"source.id": exactText(sql`cast(null as text)`, ["eq", "pr"]),
});

/** Index on `group_attributes.name, value_key, group_id`. */
const attribute = (name: string): Property => {
	const some = (test: Condition): Condition =>
		sql<SqlBool>`groups.id in (select group_id from group_attributes where name = ${name} and ${test})`;
	return {
		operators: ["eq", "sw", "pr"],
		compare(operator, value) {
			if (operator === "eq") return some(sql<SqlBool>`value_key = ${valueKey(value)}`);
			const prefix = typeof value === "string" ? prefixKey(value) : undefined;
			if (operator !== "sw" || prefix === undefined) return undefined;
			return some(sql<SqlBool>`value_key >= ${prefix} and value_key < ${beyond(prefix)}`);
		},
		present: () => some(sql<SqlBool>`1 = 1`),
	};
};

/** What `search` may name. */
export const searchable: Properties = (path) => {
	const [, name] = /^profile\.([A-Za-z_]\w*)$/.exec(path) ?? [];
	return FIXED(path) ?? (name === undefined ? undefined : attribute(name));
};

const FILTERED = ["id", "type", "lastUpdated", "lastMembershipUpdated"];

/** What `filter` may name. */
export const filterable: Properties = (path) => (FILTERED.includes(path) ? FIXED(path) : undefined);

/** By what a list may be ordered. */
export const SORTED = {
	id: "id",
	type: "type",
	created: "created",
	lastUpdated: "last_updated",
	lastMembershipUpdated: "last_membership_updated",
	"profile.name": "name_key",
	"profile.description": "description",
} as const;
export type SortBy = keyof typeof SORTED;

export interface GroupSelection {
	/** Only these. */
	readonly ids?: readonly string[] | undefined;
	/** What the name begins with. */
	readonly q?: string | undefined;
	readonly search?: Expression | undefined;
	readonly filter?: Expression | undefined;
	readonly sortBy: SortBy;
	readonly descending: boolean;
	readonly limit: number;
	/** What the last row before was ordered by, and its id. */
	readonly from: readonly [value: string, id: string] | undefined;
}

/** Along the unique index on `name_key`, unless ordered otherwise; `limit + 1` rows. */
export const selectGroups = async (db: Db, selection: GroupSelection): Promise<{ value: string; group: Group }[]> => {
	const { ids, q, search, filter, sortBy, descending, limit, from } = selection;
	const sorted = SORTED[sortBy];
	const direction = descending ? "desc" : "asc";
	let query = db.selectFrom("groups").selectAll();
	if (ids) query = ids.length === 0 ? query.where(sql<SqlBool>`1 = 0`) : query.where("id", "in", ids);
	if (q) query = query.where((eb) => startsWith(eb.ref("name_key"), q));
	if (search) query = query.where(conditionOf(search, searchable));
	if (filter) query = query.where(conditionOf(filter, filterable));
	if (from)
		query = query.where(({ eb, refTuple, tuple }) => eb(refTuple(sorted, "id"), descending ? "<" : ">", tuple(from[0], from[1])));
	query = query.orderBy(sorted, direction);
	if (sorted !== "id") query = query.orderBy("id", direction);
	const rows: GroupRow[] = await query.limit(limit + 1).execute();
	return rows.map((row) => ({ value: row[sorted], group: toGroup(row) }));
};

export interface GroupStats {
	readonly usersCount: number;
	readonly appsCount: number;
	readonly groupPushMappingsCount: number;
	readonly hasAdminPrivilege: boolean;
}

const AT_ONCE = 500;

/** How many people and applications each of `ids` has: primary key of `group_members`, index on `application_groups.group_id`. */
export const selectStats = async (db: Db, ids: readonly string[]): Promise<ReadonlyMap<string, GroupStats>> => {
	const stats = new Map<string, GroupStats>();
	for (let at = 0; at < ids.length; at += AT_ONCE) {
		const some = ids.slice(at, at + AT_ONCE);
		const users = await counted(db, "group_members", some);
		const apps = await counted(db, "application_groups", some);
		for (const id of some) {
			const counts = { usersCount: users.get(id) ?? 0, appsCount: apps.get(id) ?? 0 };
			stats.set(id, { ...counts, groupPushMappingsCount: 0, hasAdminPrivilege: false });
		}
	}
	return stats;
};

const counted = async (
	db: Db,
	table: "group_members" | "application_groups",
	ids: readonly string[],
): Promise<ReadonlyMap<string, number>> => {
	const rows = await db
		.selectFrom(table)
		.select(({ fn }) => ["group_id", fn.countAll<number>().as("total")])
		.where("group_id", "in", ids)
		.groupBy("group_id")
		.execute();
	return new Map(rows.map(({ group_id, total }) => [group_id, total]));
};
