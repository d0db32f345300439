import type { Fixed, Instant, Json } from "#common/db/columns.ts";

export interface GroupRulesTable {
	id: Fixed<string>;
	name: string;
	name_key: string;
	status: "INACTIVE" | "ACTIVE" | "INVALID";
	expression: string;
	/** Into which groups it puts people. */
	group_ids: Json<readonly string[]>;
	/** Whose members it leaves alone. */
	excluded_groups: Json<readonly string[]>;
	created: Fixed<Instant>;
	last_updated: Instant;
}

/** People whom a rule leaves alone. */
export interface GroupRuleExclusionsTable {
	rule_id: Fixed<string>;
	user_id: Fixed<string>;
}

/** What each rule gave, so that it can be taken back. */
export interface GroupRuleMembersTable {
	user_id: Fixed<string>;
	group_id: Fixed<string>;
	rule_id: Fixed<string>;
}

/** People who are being put into the queue, a page at a time. */
export interface GroupRuleSweepsTable {
	id: Fixed<string>;
	/** Those to whom this rule gave something; everybody where it is null. */
	rule_id: Fixed<string | null>;
	/** The last person who was put there. */
	position: string;
}
