import type { Insertable, Selectable, Updateable } from "kysely";
import type { Db, Tx } from "../../database.ts";
import type { AuthorizationServerPoliciesTable, AuthorizationServerRulesTable } from "./authorization-servers.table.ts";

export type PolicyRow = Selectable<AuthorizationServerPoliciesTable>;
export type RuleRow = Selectable<AuthorizationServerRulesTable>;

/** Index on `server_id, priority`: all policies of a server, strongest first. */
export const selectPolicies = (db: Db, serverId: string): Promise<PolicyRow[]> =>
	db
		.selectFrom("authorization_server_policies")
		.selectAll()
		.where("server_id", "=", serverId)
		.orderBy("priority")
		.orderBy("id")
		.execute();

/** Primary key. */
export const selectPolicy = (db: Db, serverId: string, id: string): Promise<PolicyRow | undefined> =>
	db
		.selectFrom("authorization_server_policies")
		.selectAll()
		.where("id", "=", id)
		.where("server_id", "=", serverId)
		.executeTakeFirst();

export const insertPolicy = async (tx: Tx, row: Insertable<AuthorizationServerPoliciesTable>): Promise<void> => {
	await tx.insertInto("authorization_server_policies").values(row).execute();
};

/** Primary key. */
export const updatePolicyRow = async (
	tx: Tx,
	id: string,
	change: Updateable<AuthorizationServerPoliciesTable>,
): Promise<void> => {
	await tx.updateTable("authorization_server_policies").set(change).where("id", "=", id).execute();
};

/** Primary key. Rules go along. */
export const deletePolicyRow = async (tx: Tx, id: string): Promise<void> => {
	await tx.deleteFrom("authorization_server_policies").where("id", "=", id).execute();
};

/** Index on `policy_id, priority`: all rules of these policies, strongest first. */
export const selectRules = (db: Db, policyIds: readonly string[]): Promise<RuleRow[]> =>
	policyIds.length === 0
		? Promise.resolve([])
		: db
				.selectFrom("authorization_server_rules")
				.selectAll()
				.where("policy_id", "in", policyIds)
				.orderBy("priority")
				.orderBy("id")
				.execute();

/** Primary key. */
export const selectRule = (db: Db, policyId: string, id: string): Promise<RuleRow | undefined> =>
	db
		.selectFrom("authorization_server_rules")
		.selectAll()
		.where("id", "=", id)
		.where("policy_id", "=", policyId)
		.executeTakeFirst();

export const insertRule = async (tx: Tx, row: Insertable<AuthorizationServerRulesTable>): Promise<void> => {
	await tx.insertInto("authorization_server_rules").values(row).execute();
};

/** Primary key. */
export const updateRuleRow = async (tx: Tx, id: string, change: Updateable<AuthorizationServerRulesTable>): Promise<void> => {
	await tx.updateTable("authorization_server_rules").set(change).where("id", "=", id).execute();
};

/** Primary key. */
export const deleteRuleRow = async (tx: Tx, id: string): Promise<void> => {
	await tx.deleteFrom("authorization_server_rules").where("id", "=", id).execute();
};
