import { fieldFault } from "#common/faults/fault.ts";
import { arriveRule, type RuleInput } from "../group-rules/group-rules.ts";
import { described, eachOf, named } from "./each.ts";
import { withOurEveryone } from "./everyone.ts";
import { GROUP } from "./groups.ts";
import type { Journal } from "./journal.ts";
import { optional, type Stage } from "./stage.ts";
import { type Foreign, objectAt, textOf, textsOf } from "./values.ts";

/** Into which groups it puts people. */
const targetsOf = (item: Foreign): string[] => textsOf(objectAt(item, "actions", "assignUserToGroups")["groupIds"]);

/** A rule from there fills groups from there. @throws Fault `invalid_request`. */
const checkGroups = async (journal: Journal, ids: readonly string[]): Promise<void> => {
	const known = await journal.known(GROUP, ids);
	const other = ids.find((id) => !known.has(id));
	if (other !== undefined) throw fieldFault("invalid_request", "groupIds", `The group ${other} did not come with the import.`);
};

const inputOf = (item: Foreign): RuleInput => {
	const people = objectAt(item, "conditions", "people");
	return {
		name: named(item),
		expression: textOf(objectAt(item, "conditions", "expression")["value"]) ?? "",
		groupIds: targetsOf(item),
		excludedUsers: textsOf(objectAt(people, "users")["exclude"]),
		excludedGroups: textsOf(objectAt(people, "groups")["exclude"]),
	};
};

/** Rules that fill groups. They wait until somebody has looked at them, unless it is asked that they work at once. */
export const rules: Stage = optional(
	eachOf("group rules", "/api/v1/groups/rules?limit=50", {
		kind: "group-rule",
		describe: ({ status: _, ...item }) => described(item),
		nameOf: named,
		async make(item, id, { journal, wishes }, says) {
			const works = item["status"] === "ACTIVE";
			const activate = wishes.activateRules && works;
			await checkGroups(journal, targetsOf(item));
			await arriveRule(journal.db, id, { input: inputOf((await withOurEveryone(journal))(item)), activate });
			const groups = targetsOf(item).join(", ");
			if (works && !activate) says("rule-waits", "Is active there. Look at it here, then activate it.");
			if (works)
				says(
					"members-by-hand",
					`Whom it put into ${groups} there is in by hand here: it takes nobody out who came with the import.`,
				);
			return id;
		},
	}),
);
