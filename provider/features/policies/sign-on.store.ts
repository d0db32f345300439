import { sql } from "kysely";
import type { Flag, Json } from "#common/db/columns.ts";
import { type Place, preparedRows } from "#common/db/prepared.ts";
import type { Db } from "../../database.ts";
import type { SignOnType } from "./decision.ts";
import type { Document } from "./policies.table.ts";

/** `group`: one of the person's; `zone`: an active one, with its addresses; `application`: what is kept of it; `console`: its policy. */
export interface Circumstance {
	readonly kind: "group" | "zone" | "application" | "console";
	readonly id: string;
	readonly value: string | null;
}

interface Whom {
	readonly userId: string;
	readonly applicationId: string;
}

const circumstances = preparedRows((db: Db, place: Place<Whom>) => {
	const query = sql<Circumstance>`
		select 'group' as kind, group_id as id, null as value from group_members where user_id = ${place("userId")}
		union all select 'zone', id, gateways from network_zones where status = 'ACTIVE'
		union all select 'application', id, presentation from applications where id = ${place("applicationId")}
		union all select 'console', id, console_policy from organization`;
	return { compile: () => query.compile(db) };
});

/**
 * All that conditions look at, at once: index on `group_members.user_id`; the active zones, at most a hundred; primary key of
 * `applications`; the one row of `organization`.
 */
export const selectCircumstances = (db: Db, userId: string, applicationId: string): Promise<readonly Circumstance[]> =>
	circumstances(db, { userId, applicationId });

export interface ActiveRuleRow {
	readonly policy_id: string;
	readonly policy_type: SignOnType;
	readonly policy_name: string;
	readonly built_in: Flag;
	readonly policy_document: Json<Document>;
	readonly rule_id: string;
	readonly rule_name: string;
	readonly rule_document: Json<Document>;
}

/**
 * Active rules of the organisation's active policies, of the built-in policy of applications and of the one with this id. Unique indexes on
 * `policies.type, name_key` and `policy_rules.policy_id, name_key`; in order.
 */
export const selectActiveRules = (db: Db, accessPolicyId: string): Promise<ActiveRuleRow[]> =>
	db
		.selectFrom("policies as p")
		.innerJoin("policy_rules as r", "r.policy_id", "p.id")
		.select([
			"p.id as policy_id",
			"p.type as policy_type",
			"p.name as policy_name",
			"p.built_in",
			"p.document as policy_document",
			"r.id as rule_id",
			"r.name as rule_name",
			"r.document as rule_document",
		])
		.where("p.type", "in", ["OKTA_SIGN_ON", "ACCESS_POLICY"])
		.where(({ or, eb }) =>
			or([eb("p.type", "=", "OKTA_SIGN_ON"), eb("p.built_in", "=", 1 as Flag), eb("p.id", "=", accessPolicyId)]),
		)
		.where("p.status", "=", "ACTIVE")
		.where("r.status", "=", "ACTIVE")
		.orderBy("p.priority")
		.orderBy("p.id")
		.orderBy("r.priority")
		.orderBy("r.id")
		.execute() as Promise<ActiveRuleRow[]>;
