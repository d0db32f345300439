import { asFault, Fault } from "#common/faults/fault.ts";
import type { Db, Tx } from "../../database.ts";
import { superAdministratorIds } from "../administrators/administrators.ts";
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

/** Whether any Super Administrator could get into the console: sign-on policies go by groups. */
export type IsConsoleOpen = (tx: Tx) => Promise<boolean>;

/**
 * One step of the job: looks at some of the people who wait, or else has some more wait. One transaction, so that a process that is
 * killed in the middle has done nothing, and another one does it.
 *
 * @returns whether there was anything to do.
 */
export const evaluateSome = async (db: Db, isConsoleOpen?: IsConsoleOpen): Promise<boolean> => {
	const some = (guard: Guard) =>
		db.transaction().execute(async (tx) => {
			const rules = readyRules(await selectActiveRules(tx));
			const size = Math.max(10, Math.min(MOST_PEOPLE, Math.floor(MOST_QUESTIONS / Math.max(1, rules.length))));
			const ids = await claimWaiting(tx, size);
			if (ids.length > 0) await evaluatePeople(tx, rules, ids, guard);
			return ids.length;
		});
	const people = await some({ isConsoleOpen, spares: false }).catch((thrown) => {
		if (asFault(thrown).code !== LOCKED_OUT) throw thrown;
		return some({ isConsoleOpen, spares: true });
	});
	if (people > 0) return true;
	if ((await countWaiting(db, 1)) > 0) return true;
	return db.transaction().execute((tx) => advanceSweep(tx, 5 * MOST_PEOPLE));
};

const LOCKED_OUT = "locks_everybody_out";

interface Guard {
	readonly isConsoleOpen: IsConsoleOpen | undefined;
	/** Super Administrators stay where they are. */
	readonly spares: boolean;
}

const evaluatePeople = async (tx: Tx, rules: readonly ReadyRule[], userIds: readonly string[], guard: Guard): Promise<void> => {
	const situation = await selectSituation(tx, userIds);
	const names = await selectGroupNames(
		tx,
		rules.flatMap(({ groupIds }) => groupIds),
	);
	const end = performance.now() + THINKING;
	const decision = decide(rules, situation, names, () => performance.now() > end);
	await carryOutGuarded(tx, decision, { rules, situation, names }, guard);
	await deleteWaiting(tx, decision.people);
};

interface Known {
	readonly rules: readonly ReadyRule[];
	readonly situation: Situation;
	readonly names: ReadonlyMap<string, string>;
}

/** @throws Fault `locks_everybody_out` where nobody could get into the console afterwards, and somebody could before. */
const carryOutGuarded = async (tx: Tx, decision: Decision, known: Known, { isConsoleOpen, spares }: Guard): Promise<void> => {
	const moved = new Set([...decision.join, ...decision.leave].map(({ user_id }) => user_id));
	const above = isConsoleOpen && moved.size > 0 ? (await superAdministratorIds(tx)).filter((id) => moved.has(id)) : [];
	if (above.length === 0 || !isConsoleOpen) return carryOut(tx, decision, known);
	if (!spares) {
		const open = await isConsoleOpen(tx);
		await carryOut(tx, decision, known);
		if (open && !(await isConsoleOpen(tx))) throw new Fault(LOCKED_OUT);
		return;
	}
	const others = <M extends Membership>(some: readonly M[]) => some.filter(({ user_id }) => !above.includes(user_id));
	const { people, join, leave, give, take } = decision;
	await carryOut(tx, { people, join: others(join), leave: others(leave), give: others(give), take: others(take) }, known);
	for (const id of above) {
		const login = known.situation.people.find((person) => person.id === id)?.login ?? id;
		const event = eventOfRules("group.user_membership.rule.error", "", [{ type: "User", id, name: login }]);
		await recordEvent(tx, { ...event, result: "FAILURE", reason: new Fault(LOCKED_OUT).description });
	}
};

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
