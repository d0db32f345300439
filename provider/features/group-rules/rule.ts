export type RuleStatus = "INACTIVE" | "ACTIVE" | "INVALID";

/** A rule that puts people into groups while it is active. */
export interface GroupRule {
	readonly id: string;
	readonly name: string;
	readonly status: RuleStatus;
	readonly expression: string;
	readonly groupIds: readonly string[];
	readonly excludedUsers: readonly string[];
	/** Their members are left alone. */
	readonly excludedGroups: readonly string[];
	readonly created: string;
	readonly lastUpdated: string;
}

/** What a rule is to be. */
export interface RuleInput {
	readonly name: string;
	readonly expression: string;
	readonly groupIds: readonly string[];
	readonly excludedUsers: readonly string[];
	readonly excludedGroups: readonly string[];
}

export const NAME_LENGTH = 50;
export const MOST_GROUPS = 100;
export const MOST_EXCLUDED = 1_000;

/** A rule as the target of an event in the System Log. */
export const ruleTarget = ({ id, name }: Pick<GroupRule, "id" | "name">) => ({ type: "GroupRule", id, name });

/** A rule as the management API shows it. `names` are those of the groups that are there. */
export const ruleObject = (rule: GroupRule, names: ReadonlyMap<string, string>, withNames: boolean) => ({
	type: "group_rule",
	id: rule.id,
	status: rule.status,
	name: rule.name,
	created: rule.created,
	lastUpdated: rule.lastUpdated,
	conditions: {
		people: { users: { exclude: rule.excludedUsers }, groups: { exclude: rule.excludedGroups } },
		expression: { value: rule.expression, type: "urn:okta:expression:1.0" },
	},
	actions: { assignUserToGroups: { groupIds: rule.groupIds } },
	allGroupsValid: groupsOfRule(rule).every((id) => names.has(id)),
	...(withNames
		? { _embedded: { groupIdToGroupNameMap: Object.fromEntries(rule.groupIds.map((id) => [id, names.get(id) ?? null])) } }
		: {}),
});

export const groupsOfRule = ({ groupIds, excludedGroups }: Pick<GroupRule, "groupIds" | "excludedGroups">): readonly string[] => [
	...groupIds,
	...excludedGroups,
];
