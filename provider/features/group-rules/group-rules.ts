/**
 * Rules that put people into groups: whoever an expression holds for is in, for as long as it does.
 *
 * What a rule gave is kept apart from what an administrator gave by hand, so that it can be taken back. A job does both
 * (`evaluation.ts`): a change leaves word of whom to look at, in its own transaction, and the job does so within seconds.
 */
import { now, toJson } from "#common/db/columns.ts";
import { fold } from "#common/db/search.ts";
import { uniquely } from "#common/db/violations.ts";
import { Fault, type FieldFault, fieldFault } from "#common/faults/fault.ts";
import { newId } from "#common/seal/ids.ts";
import { listNamed, type Page, pageOf, readCursor, writeCursor } from "#common/web/paging.ts";
import type { Db, Tx } from "../../database.ts";
import { compileExpression, decides, groupsNamedIn } from "../expression-language/expression-language.ts";
import { removeMember } from "../groups/groups.ts";
import { recordEvent } from "../system-log/system-log.ts";
import { selectActiveRules } from "./evaluation.store.ts";
import {
	beginSweep,
	countRules,
	deleteRuleRow,
	excludeFromRulesOf,
	insertRule,
	keepWhatRuleGave,
	replaceExclusions,
	selectBuiltInAmong,
	selectGroupNames,
	selectPeople,
	selectRule,
	selectRules,
	selectRulesNaming,
	updateRule,
} from "./group-rules.store.ts";
import { type GroupRule, groupsOfRule, NAME_LENGTH, type RuleInput, ruleTarget } from "./rule.ts";
import { eventOfRules } from "./rule-events.ts";

export { arriveRule } from "./arrivals.ts";
export { countWaiting } from "./evaluation.store.ts";
export { startGroupRules } from "./job.ts";
export { type GroupRule, MOST_EXCLUDED, MOST_GROUPS, type RuleInput, ruleObject, ruleTarget } from "./rule.ts";

/** Okta's. */
const MOST_RULES = 2_000;
const NAME_TAKEN = "An object with this field already exists in the current organization";
const EXPRESSION = "conditions.expression.value";
const GROUPS = "actions.assignUserToGroups.groupIds";

/** Makes a rule, which waits to be activated. @throws Fault `invalid_request`, `already_exists` (`name`), `conflict`. */
export const createRule = async (db: Db, input: RuleInput, id = newId("0pr")): Promise<GroupRule> => {
	const checked = await checkedRule(db, input);
	if ((await countRules(db)) >= MOST_RULES)
		throw new Fault("conflict", { description: `There may be ${MOST_RULES} group rules.` });
	const moment = now();
	await uniquely("name", NAME_TAKEN, () =>
		db.transaction().execute(async (tx) => {
			await insertRule(tx, { id, ...columnsOf(checked), status: "INACTIVE", created: moment, last_updated: moment });
			await replaceExclusions(tx, id, checked.excludedUsers);
		}),
	);
	return getRule(db, id);
};

/** Replaces a rule that is not active; it is inactive after. @throws as `createRule`; Fault `not_found`, `conflict`. */
export const replaceRule = async (db: Db, id: string, input: RuleInput): Promise<GroupRule> => {
	await getRule(db, id);
	const checked = await checkedRule(db, input);
	await uniquely("name", NAME_TAKEN, () =>
		db.transaction().execute(async (tx) => {
			const change = { ...columnsOf(checked), status: "INACTIVE" as const };
			if (!(await updateRule(tx, id, ["INACTIVE", "INVALID"], change)))
				throw new Fault("conflict", { description: "The rule must be deactivated before it can be changed." });
			await replaceExclusions(tx, id, checked.excludedUsers);
		}),
	);
	return getRule(db, id);
};

const columnsOf = ({ name, expression, groupIds, excludedGroups }: RuleInput) => ({
	name,
	name_key: fold(name),
	expression,
	group_ids: toJson(groupIds),
	excluded_groups: toJson(excludedGroups),
});

/** @throws Fault `not_found`. */
export const getRule = async (db: Db, id: string): Promise<GroupRule> => {
	const rule = await selectRule(db, id);
	if (!rule) throw new Fault("not_found", { description: `Not found: Resource not found: ${id} (GroupRule)` });
	return rule;
};

/** A page of rules, by name. `search` occurs in the name. @throws Fault `invalid_request` for a cursor of another list. */
export const listRules = async (
	db: Db,
	{ search, limit, after }: { search?: string | undefined; limit: number; after?: string | undefined },
): Promise<Page<GroupRule>> => {
	const list = listNamed("group-rules", [search]);
	const [written, from] = after === undefined ? [list] : (readCursor(after, 2) ?? []);
	if (written !== list) throw fieldFault("invalid_request", "after", "Is not a cursor of this list.");
	const rules = await selectRules(db, { search, limit, from });
	return pageOf(
		rules,
		limit,
		({ name }) => writeCursor(list, fold(name)),
		(rule) => rule,
	);
};

/** The names of all groups that these rules speak of, as far as they are there. */
export const groupNamesIn = (db: Db, rules: readonly GroupRule[]): Promise<ReadonlyMap<string, string>> =>
	selectGroupNames(db, rules.flatMap(groupsOfRule));

/** Sets a rule to work; it may be at work already. @throws Fault `not_found`; `invalid_request` where it no longer holds. */
export const activateRule = async (db: Db, id: string): Promise<void> => {
	await checkedRule(db, await getRule(db, id));
	await db.transaction().execute(async (tx) => {
		if (await updateRule(tx, id, ["INACTIVE", "INVALID"], { status: "ACTIVE" })) await beginSweep(tx, null);
	});
};

/** Stops a rule, which takes back what it gave. @throws Fault `not_found`. */
export const deactivateRule = async (db: Db, id: string): Promise<void> => {
	await getRule(db, id);
	await db.transaction().execute(async (tx) => {
		if (await updateRule(tx, id, ["ACTIVE", "INVALID"], { status: "INACTIVE" })) await beginSweep(tx, id);
	});
};

/** Deletes a rule. What it gave is taken back, unless `keep` makes it a matter of hand. @throws Fault `not_found`. */
export const deleteRule = async (db: Db, id: string, { keep }: { keep: boolean }): Promise<void> => {
	await getRule(db, id);
	await db.transaction().execute(async (tx) => {
		if (!(await deleteRuleRow(tx, id))) return;
		if (keep) await keepWhatRuleGave(tx, id);
		else await beginSweep(tx, id);
	});
};

/** Takes a person out of a group by hand: the rules that put them there leave them alone from now on. @throws as `removeMember`. */
export const removeByHand = (db: Db, groupId: string, userId: string): Promise<void> =>
	removeMember(db, groupId, userId, (tx) => excludeFromRulesOf(tx, groupId, userId));

/** Comes with the deletion of a group: rules that speak of it are invalid, and what they gave is taken back. */
export const groupGone = async (tx: Tx, groupId: string): Promise<void> => {
	for (const rule of await selectRulesNaming(tx, groupId)) {
		if (rule.status === "INVALID") continue;
		await updateRule(tx, rule.id, ["ACTIVE", "INACTIVE"], { status: "INVALID" });
		await beginSweep(tx, rule.id);
		await recordEvent(tx, {
			...eventOfRules("group.user_membership.rule.error", rule.id, [ruleTarget(rule)]),
			result: "FAILURE",
			reason: `The group ${groupId} does not exist any more.`,
		});
	}
	await groupChanged(tx);
};

const ASKS_FOR_GROUPS = /(isMemberOf|roups)/;

/** Comes with a group that is called otherwise or is gone: rules may ask for it by its name. */
export const groupChanged = async (tx: Tx): Promise<void> => {
	const rules = await selectActiveRules(tx);
	if (rules.some(({ expression }) => ASKS_FOR_GROUPS.test(expression))) await beginSweep(tx, null);
};

/** @throws Fault `invalid_request` with everything that does not hold. */
const checkedRule = async (db: Db, input: RuleInput): Promise<RuleInput> => {
	const name = input.name.trim();
	const fields: FieldFault[] = [];
	const refuse = (field: string, message: string) => fields.push({ field, message });
	if (name === "") refuse("name", "Is required.");
	if (name.length > NAME_LENGTH) refuse("name", `Must not be longer than ${NAME_LENGTH} characters.`);
	if (/\p{Cc}/u.test(name)) refuse("name", "Must not contain control characters.");
	const groupIds = [...new Set(input.groupIds)];
	const excludedGroups = [...new Set(input.excludedGroups)];
	const excludedUsers = [...new Set(input.excludedUsers)];
	const named: string[] = [];
	try {
		const compiled = compileExpression(input.expression);
		if (!decides(compiled)) refuse(EXPRESSION, "Must be true or false of a person.");
		named.push(...groupsNamedIn(compiled));
	} catch (thrown) {
		if (!(thrown instanceof Fault) || thrown.code !== "invalid_request") throw thrown;
		refuse(EXPRESSION, thrown.fields[0]?.message ?? thrown.description);
	}
	const groups = await selectGroupNames(db, [...groupIds, ...excludedGroups, ...named]);
	const missing = (ids: readonly string[]) => ids.find((id) => !groups.has(id));
	if (groupIds.length === 0) refuse(GROUPS, "Names no group.");
	const [noTarget, noExcluded, noNamed] = [missing(groupIds), missing(excludedGroups), missing(named)];
	if (noTarget !== undefined) refuse(GROUPS, `There is no group ${noTarget}.`);
	if (noExcluded !== undefined) refuse("conditions.people.groups.exclude", `There is no group ${noExcluded}.`);
	if (noNamed !== undefined) refuse(EXPRESSION, `There is no group ${noNamed}.`);
	if (groupIds.length > 0 && (await selectBuiltInAmong(db, groupIds))) refuse(GROUPS, "Nobody can be put into a built-in group.");
	const people = await selectPeople(db, excludedUsers);
	const nobody = excludedUsers.find((id) => !people.has(id));
	if (nobody !== undefined) refuse("conditions.people.users.exclude", `There is no person ${nobody}.`);
	if (fields.length > 0) throw new Fault("invalid_request", { fields });
	return { name, expression: input.expression, groupIds, excludedUsers, excludedGroups };
};
