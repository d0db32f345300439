import { type Insertable, type Selectable, type SqlBool, sql } from "kysely";
import { type Flag, fromJson, now } from "#common/db/columns.ts";
import { contains } from "#common/db/search.ts";
import type { Db, Tx } from "../../database.ts";
import type { GroupRulesTable } from "./group-rules.table.ts";
import type { GroupRule, RuleStatus } from "./rule.ts";

type Row = Selectable<GroupRulesTable>;

const toRule = (row: Row, excludedUsers: readonly string[]): GroupRule => ({
	id: row.id,
	name: row.name,
	status: row.status,
	expression: row.expression,
	groupIds: fromJson(row.group_ids),
	excludedUsers,
	excludedGroups: fromJson(row.excluded_groups),
	created: row.created,
	lastUpdated: row.last_updated,
});

/** Primary key of `group_rule_exclusions`. */
const withExclusions = async (db: Db, rows: readonly Row[]): Promise<GroupRule[]> => {
	if (rows.length === 0) return [];
	const ids = rows.map(({ id }) => id);
	const excluded = await db
		.selectFrom("group_rule_exclusions")
		.selectAll()
		.where("rule_id", "in", ids)
		.orderBy("rule_id")
		.orderBy("user_id")
		.execute();
	const users = Map.groupBy(excluded, ({ rule_id }) => rule_id);
	return rows.map((row) =>
		toRule(
			row,
			(users.get(row.id) ?? []).map(({ user_id }) => user_id),
		),
	);
};

/** Unique index on `name_key` refuses a second one. */
export const insertRule = async (tx: Tx, row: Insertable<GroupRulesTable>): Promise<void> => {
	await tx.insertInto("group_rules").values(row).execute();
};

/** Primary key of `group_rule_exclusions`. */
export const replaceExclusions = async (tx: Tx, ruleId: string, userIds: readonly string[]): Promise<void> => {
	await tx.deleteFrom("group_rule_exclusions").where("rule_id", "=", ruleId).execute();
	if (userIds.length === 0) return;
	await tx
		.insertInto("group_rule_exclusions")
		.values(userIds.map((user_id) => ({ rule_id: ruleId, user_id })))
		.execute();
};

/** Primary key. */
export const selectRule = async (db: Db, id: string): Promise<GroupRule | undefined> => {
	const rows = await db.selectFrom("group_rules").selectAll().where("id", "=", id).execute();
	return (await withExclusions(db, rows))[0];
};

export interface RuleSelection {
	/** Occurs in the name. */
	readonly search?: string | undefined;
	readonly limit: number;
	/** `name_key` of the last row before. */
	readonly from?: string | undefined;
}

/** Along the unique index on `name_key`, of at most some thousand rules; `limit + 1` rows. */
export const selectRules = async (db: Db, { search, limit, from }: RuleSelection): Promise<GroupRule[]> => {
	let query = db.selectFrom("group_rules").selectAll();
	if (search) query = query.where((eb) => contains(eb.ref("name_key"), search));
	if (from !== undefined) query = query.where("name_key", ">", from);
	const rows = await query
		.orderBy("name_key")
		.limit(limit + 1)
		.execute();
	return withExclusions(db, rows);
};

const NAMING = ["group_ids", "excluded_groups", "expression"];

/** Scans the rules. Letter case matters, which it does not to SQLite's `like`. */
export const selectRulesNaming = async (db: Db, groupId: string): Promise<{ id: string; name: string; status: RuleStatus }[]> =>
	db
		.selectFrom("group_rules")
		.select(["id", "name", "status"])
		.where(({ or }) => or(NAMING.map((name) => sql<SqlBool>`replace(${sql.ref(name)}, ${groupId}, '') <> ${sql.ref(name)}`)))
		.execute();

/** Scans the rules. */
export const countRules = async (db: Db): Promise<number> =>
	(
		await db
			.selectFrom("group_rules")
			.select(({ fn }) => fn.countAll<number>().as("total"))
			.executeTakeFirstOrThrow()
	).total;

/** Primary key. False, with nothing changed, where the rule has none of the states `from`. */
export const updateRule = async (
	tx: Tx,
	id: string,
	from: readonly RuleStatus[],
	change: Partial<Pick<Row, "name" | "name_key" | "status" | "expression" | "group_ids" | "excluded_groups">>,
): Promise<boolean> => {
	const { numUpdatedRows } = await tx
		.updateTable("group_rules")
		.set({ ...change, last_updated: now() })
		.where("id", "=", id)
		.where("status", "in", from)
		.executeTakeFirst();
	return numUpdatedRows > 0n;
};

/** Primary key. */
export const deleteRuleRow = async (tx: Tx, id: string): Promise<boolean> =>
	(await tx.deleteFrom("group_rules").where("id", "=", id).executeTakeFirst()).numDeletedRows > 0n;

/** Index on `group_rule_members.rule_id, user_id`, primary key of `group_members`. What the rule gave is by hand from now on. */
export const keepWhatRuleGave = async (tx: Tx, ruleId: string): Promise<void> => {
	await tx
		.updateTable("group_members")
		.set({ by_hand: 1 as Flag })
		.where(({ exists, selectFrom, ref }) =>
			exists(
				selectFrom("group_rule_members as given")
					.select("given.rule_id")
					.where("given.rule_id", "=", ruleId)
					.where("given.user_id", "=", ref("group_members.user_id"))
					.where("given.group_id", "=", ref("group_members.group_id")),
			),
		)
		.where("user_id", "in", (all) => all.selectFrom("group_rule_members").select("user_id").where("rule_id", "=", ruleId))
		.execute();
	await tx.deleteFrom("group_rule_members").where("rule_id", "=", ruleId).execute();
};

/** Primary keys. Whoever was put into this group by rules, and is taken out by hand, is left alone by those rules from now on. */
export const excludeFromRulesOf = async (tx: Tx, groupId: string, userId: string): Promise<void> => {
	await tx
		.insertInto("group_rule_exclusions")
		.columns(["rule_id", "user_id"])
		.expression((eb) =>
			eb
				.selectFrom("group_rule_members as given")
				.innerJoin("group_rules as rule", "rule.id", "given.rule_id")
				.select(["given.rule_id", "given.user_id"])
				.where("given.user_id", "=", userId)
				.where("given.group_id", "=", groupId),
		)
		.onConflict((conflict) => conflict.columns(["rule_id", "user_id"]).doNothing())
		.execute();
};

/** Primary key. The names of those of `ids` that are there. */
export const selectGroupNames = async (db: Db, ids: readonly string[]): Promise<ReadonlyMap<string, string>> => {
	const names = new Map<string, string>();
	const wanted = [...new Set(ids)];
	for (let at = 0; at < wanted.length; at += 500) {
		const rows = await db
			.selectFrom("groups")
			.select(["id", "name"])
			.where("id", "in", wanted.slice(at, at + 500))
			.execute();
		for (const { id, name } of rows) names.set(id, name);
	}
	return names;
};

/** Primary key. */
export const selectBuiltInAmong = async (db: Db, ids: readonly string[]): Promise<boolean> =>
	(await db.selectFrom("groups").select("id").where("id", "in", ids).where("type", "=", "BUILT_IN").executeTakeFirst()) !==
	undefined;

/** Primary key. */
export const selectPeople = async (db: Db, ids: readonly string[]): Promise<ReadonlySet<string>> =>
	ids.length === 0
		? new Set()
		: new Set((await db.selectFrom("users").select("id").where("id", "in", ids).execute()).map(({ id }) => id));

/** Primary key. Everybody, or those to whom a rule gave something, will be looked at: from the first one on. */
export const beginSweep = async (tx: Tx, ruleId: string | null): Promise<void> => {
	await tx
		.insertInto("group_rule_sweeps")
		.values({ id: ruleId ?? "everybody", rule_id: ruleId, position: "" })
		.onConflict((conflict) => conflict.column("id").doUpdateSet({ position: "" }))
		.execute();
};
