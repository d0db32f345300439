import { type Insertable, type Selectable, sql, type Updateable } from "kysely";
import { type Place, preparedRows } from "#common/db/prepared.ts";
import type { Db, Tx } from "../../database.ts";
import type { PoliciesTable, PolicyRulesTable } from "./policies.table.ts";
import type { PolicyType } from "./policies.ts";

export type PolicyRow = Selectable<PoliciesTable>;
export type RuleRow = Selectable<PolicyRulesTable>;

const ofType = preparedRows((db: Db, place: Place<{ readonly type: PolicyType }>) =>
	db.selectFrom("policies").selectAll().where("type", "=", place("type")).orderBy("priority").orderBy("id"),
);

/** Unique index on `type, name_key`; at most a hundred rows. By priority. */
export const selectPolicies = (db: Db, type: PolicyType): Promise<PolicyRow[]> => ofType(db, { type });

/** Primary key. */
export const selectPolicy = (db: Db, id: string): Promise<PolicyRow | undefined> =>
	db.selectFrom("policies").selectAll().where("id", "=", id).executeTakeFirst();

/** Unique index on `type, name_key` refuses a second one. */
export const insertPolicy = async (db: Db, row: Insertable<PoliciesTable>): Promise<void> => {
	await db.insertInto("policies").values(row).execute();
};

/** The same index: the first one stays. Whether this was it. */
export const insertPolicyOnce = async (db: Db, row: Insertable<PoliciesTable>): Promise<boolean> => {
	const insertion = db.insertInto("policies").values(row);
	const { numInsertedOrUpdatedRows } = await insertion
		.onConflict((conflict) => conflict.columns(["type", "name_key"]).doNothing())
		.executeTakeFirst();
	return (numInsertedOrUpdatedRows ?? 0n) > 0n;
};

/** Primary key. Whether there is such a policy. */
export const updatePolicy = async (db: Db, id: string, change: Updateable<PoliciesTable>): Promise<boolean> =>
	(await db.updateTable("policies").set(change).where("id", "=", id).executeTakeFirst()).numUpdatedRows > 0n;

/** Primary key. Its rules go along. */
export const deletePolicy = async (db: Db, id: string): Promise<void> => {
	await db.deleteFrom("policies").where("id", "=", id).execute();
};

/** Unique index on `type, name_key`. Until the transaction ends, whoever wants to order the same policies waits. */
export const lockPolicies = async (tx: Tx, type: PolicyType): Promise<void> => {
	await sql`update policies set priority = priority where type = ${type}`.execute(tx);
};

/** Primary key. As `lockPolicies`, for the rules of one policy. */
export const lockPolicy = async (tx: Tx, id: string): Promise<void> => {
	await sql`update policies set priority = priority where id = ${id}`.execute(tx);
};

/** Unique index on `policy_id, name_key`. The rules of some policies, by priority. */
export const selectRules = (db: Db, policyIds: readonly string[]): Promise<RuleRow[]> =>
	policyIds.length === 0
		? Promise.resolve([])
		: db
				.selectFrom("policy_rules")
				.selectAll()
				.where("policy_id", "in", [...policyIds])
				.orderBy("priority")
				.orderBy("id")
				.execute();

/** Primary key. */
export const selectRule = (db: Db, policyId: string, id: string): Promise<RuleRow | undefined> =>
	db.selectFrom("policy_rules").selectAll().where("id", "=", id).where("policy_id", "=", policyId).executeTakeFirst();

/** Unique index on `policy_id, name_key` refuses a second one. */
export const insertRule = async (db: Db, row: Insertable<PolicyRulesTable>): Promise<void> => {
	await db.insertInto("policy_rules").values(row).execute();
};

/** Primary key. Whether there is such a rule. */
export const updateRule = async (db: Db, id: string, change: Updateable<PolicyRulesTable>): Promise<boolean> =>
	(await db.updateTable("policy_rules").set(change).where("id", "=", id).executeTakeFirst()).numUpdatedRows > 0n;

/** Primary key. */
export const deleteRule = async (db: Db, id: string): Promise<void> => {
	await db.deleteFrom("policy_rules").where("id", "=", id).execute();
};

/** Index on `group_members.user_id`. */
export const selectGroupIds = async (db: Db, userId: string): Promise<string[]> => {
	const rows = await db.selectFrom("group_members").select("group_id").where("user_id", "=", userId).execute();
	return rows.map(({ group_id }) => group_id);
};

/** The one row of `organization`. */
export const selectConsolePolicy = async (db: Db): Promise<string | undefined> =>
	(await db.selectFrom("organization").select("console_policy").where("key", "=", "only").executeTakeFirst())?.console_policy ??
	undefined;

/** The same row. */
export const updateConsolePolicy = async (tx: Tx, id: string | null): Promise<void> => {
	await tx.updateTable("organization").set({ console_policy: id }).where("key", "=", "only").execute();
};
