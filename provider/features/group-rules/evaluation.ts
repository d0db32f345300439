import type { Db, Tx } from "../../database.ts";
import { recordEvent } from "../system-log/system-log.ts";
import { type Decision, decide, type ReadyRule, readyRules } from "./decision.ts";
import {
	advanceSweep,
	claimWaiting,
	countWaiting,
	deleteGiven,
	deleteWaiting,
	insertGiven,
	type Membership,
	type Situation,
	selectActiveRules,
	selectSituation,
	touchGroup,
} from "./evaluation.store.ts";
import { selectGroupNames } from "./group-rules.store.ts";
import { eventOfRules } from "./rule-events.ts";

const MOST_PEOPLE = 100;
/** Questions of one step, so that a step is short whatever the number of rules. */
const MOST_QUESTIONS = 20_000;
/** Milliseconds of one step's thinking, during which nobody else is served: whoever is left is looked at in the next. */
const THINKING = 100;

/**
 * One step of the job: looks at some of the people who wait, or else has some more wait. One transaction, so that a process that is
 * killed in the middle has done nothing, and another one does it.
 *
 * @returns whether there was anything to do.
 */
export const evaluateSome = async (db: Db): Promise<boolean> => {
	const people = await db.transaction().execute(async (tx) => {
		const rules = readyRules(await selectActiveRules(tx));
		const size = Math.max(10, Math.min(MOST_PEOPLE, Math.floor(MOST_QUESTIONS / Math.max(1, rules.length))));
		const ids = await claimWaiting(tx, size);
		if (ids.length > 0) await evaluatePeople(tx, rules, ids);
		return ids.length;
	});
	if (people > 0) return true;
	if ((await countWaiting(db, 1)) > 0) return true;
	return db.transaction().execute((tx) => advanceSweep(tx, 5 * MOST_PEOPLE));
};

const evaluatePeople = async (tx: Tx, rules: readonly ReadyRule[], userIds: readonly string[]): Promise<void> => {
	const situation = await selectSituation(tx, userIds);
	const names = await selectGroupNames(
		tx,
		rules.flatMap(({ groupIds }) => groupIds),
	);
	const end = performance.now() + THINKING;
	const decision = decide(rules, situation, names, () => performance.now() > end);
	await carryOut(tx, decision, { rules, situation, names });
	await deleteWaiting(tx, decision.people);
};

interface Known {
	readonly rules: readonly ReadyRule[];
	readonly situation: Situation;
	readonly names: ReadonlyMap<string, string>;
}

/** Groups first, then what is added, then what is removed: in this order nobody who deletes a person or a group is met halfway. */
const carryOut = async (tx: Tx, { join, leave, give, take }: Decision, known: Known): Promise<void> => {
	const there = new Map<string, boolean>();
	for (const { group_id } of [...join, ...leave].sort((a, b) => (a.group_id < b.group_id ? -1 : 1)))
		if (!there.has(group_id)) there.set(group_id, await touchGroup(tx, group_id));
	const isThere = ({ group_id }: Membership) => there.get(group_id) !== false;
	await insertGiven(tx, join.filter(isThere), give.filter(isThere));
	await deleteGiven(tx, leave, take);
	await tell(tx, "group.user_membership.add", join.filter(isThere), give, known);
	await tell(tx, "group.user_membership.remove", leave, take, known);
};

const tell = async (
	tx: Tx,
	event: "group.user_membership.add" | "group.user_membership.remove",
	members: readonly Membership[],
	because: readonly (Membership & { readonly rule_id: string })[],
	{ rules, situation, names }: Known,
): Promise<void> => {
	if (members.length === 0) return;
	const logins = new Map(situation.people.map(({ id, login }) => [id, login]));
	const groups = new Map([...situation.memberships.map(({ id, name }) => [id, name] as const), ...names]);
	const ruleNames = new Map(rules.map(({ id, name }) => [id, name]));
	const causes = new Map(because.map((row) => [`${row.user_id} ${row.group_id}`, row.rule_id]));
	for (const { user_id, group_id } of members) {
		const rule = causes.get(`${user_id} ${group_id}`) ?? "";
		const targets = [
			{ type: "User", id: user_id, name: logins.get(user_id) ?? user_id },
			{ type: "UserGroup", id: group_id, name: groups.get(group_id) ?? group_id },
			...(rule === "" ? [] : [{ type: "GroupRule", id: rule, name: ruleNames.get(rule) ?? rule }]),
		];
		await recordEvent(tx, eventOfRules(event, rule, targets));
	}
};
