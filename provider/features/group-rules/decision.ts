import { fromFlag, fromJson } from "#common/db/columns.ts";
import { Fault } from "#common/faults/fault.ts";
import {
	asksForGroups,
	type CompiledExpression,
	compileExpression,
	type ExpressionGroup,
	evaluate,
} from "../expression-language/expression-language.ts";
import type { ActiveRule, Given, Membership, Situation } from "./evaluation.store.ts";

/** An active rule, ready to be asked. */
export interface ReadyRule extends ActiveRule {
	readonly compiled: CompiledExpression;
	/** Whether the answer depends on groups. */
	readonly asksForGroups: boolean;
}

/** Rules whose expression is no longer understood are left out: they hold for nobody. */
export const readyRules = (rules: readonly ActiveRule[]): readonly ReadyRule[] =>
	rules.flatMap((rule) => {
		try {
			const compiled = compileExpression(rule.expression);
			return [{ ...rule, compiled, asksForGroups: rule.excludedGroups.length > 0 || asksForGroups(compiled) }];
		} catch (thrown) {
			if (thrown instanceof Fault) return [];
			throw thrown;
		}
	});

/** What is to be written so that people are where the rules and hands put them. */
export interface Decision {
	/** Whom it is about. */
	readonly people: readonly string[];
	readonly join: readonly Membership[];
	readonly leave: readonly Membership[];
	readonly give: readonly Given[];
	readonly take: readonly Given[];
}

/** Rules that ask for groups which rules give are asked again, this often at most. */
const ROUNDS = 10;

/** Characters copied and groups looked at by one rule for one person, some milliseconds at most: any sensible rule stays far below. */
const MOST_WORK = 1_000_000;

/**
 * Decides what people are to have: for each of them, or for as many as there was time for, but one at least. `names` are those of the
 * rules' groups that are there.
 */
export const decide = (
	rules: readonly ReadyRule[],
	situation: Situation,
	names: ReadonlyMap<string, string>,
	isTimeUp: () => boolean,
): Decision => {
	const people: string[] = [];
	const decision = { people, join: [] as Membership[], leave: [] as Membership[], give: [] as Given[], take: [] as Given[] };
	const memberships = Map.groupBy(situation.memberships, ({ user_id }) => user_id);
	const given = Map.groupBy(situation.given, ({ user_id }) => user_id);
	const exclusions = Map.groupBy(situation.exclusions, ({ user_id }) => user_id);
	for (const person of situation.people) {
		if (people.length > 0 && isTimeUp()) break;
		people.push(person.id);
		const mine = memberships.get(person.id) ?? [];
		const excludedFrom = new Set((exclusions.get(person.id) ?? []).map(({ rule_id }) => rule_id));
		const asked = rules.filter(({ id }) => !excludedFrom.has(id));
		const byHand = mine.filter(({ by_hand }) => fromFlag(by_hand));
		const matching = matchingRules(asked, attributesOf(person), byHand, names);

		const before = new Set((given.get(person.id) ?? []).map(({ group_id, rule_id }) => `${group_id} ${rule_id}`));
		const wanted = new Set<string>();
		const groups = new Set<string>();
		for (const rule of matching) {
			for (const group_id of rule.groupIds) {
				if (!names.has(group_id)) continue;
				const key = `${group_id} ${rule.id}`;
				wanted.add(key);
				groups.add(group_id);
				if (!before.has(key)) decision.give.push({ user_id: person.id, group_id, rule_id: rule.id });
			}
		}
		for (const row of given.get(person.id) ?? []) if (!wanted.has(`${row.group_id} ${row.rule_id}`)) decision.take.push(row);
		const present = new Set(mine.map(({ id }) => id));
		for (const group_id of groups) if (!present.has(group_id)) decision.join.push({ user_id: person.id, group_id });
		for (const { id, by_hand } of mine)
			if (!fromFlag(by_hand) && !groups.has(id)) decision.leave.push({ user_id: person.id, group_id: id });
	}
	return decision;
};

type Person = Situation["people"][number];

const attributesOf = (person: Person): Record<string, unknown> => ({
	...fromJson(person.profile),
	id: person.id,
	status: person.status,
	login: person.login,
	email: person.email,
	created: person.created,
	activated: person.activated,
	statusChanged: person.status_changed,
	lastLogin: person.last_login,
	lastUpdated: person.last_updated,
});

/**
 * The rules that hold, starting from what the person has by hand: a group that a rule gives may be what another one asks for, but
 * no rule holds only because of what it gives itself.
 */
const matchingRules = (
	rules: readonly ReadyRule[],
	user: Record<string, unknown>,
	byHand: readonly ExpressionGroup[],
	names: ReadonlyMap<string, string>,
): readonly ReadyRule[] => {
	let groups: readonly ExpressionGroup[] = byHand;
	let matching: readonly ReadyRule[] = [];
	for (let round = 0; round < ROUNDS; round++) {
		matching = rules.filter((rule) => holds(rule, user, groups));
		if (!rules.some((rule) => rule.asksForGroups)) return matching;
		const ids = new Set([...byHand.map(({ id }) => id), ...matching.flatMap(({ groupIds }) => groupIds)]);
		if (ids.size === groups.length && groups.every(({ id }) => ids.has(id))) return matching;
		const known = new Map(byHand.map(({ id, name }) => [id, name]));
		groups = [...ids].map((id) => ({ id, name: known.get(id) ?? names.get(id) ?? "" }));
	}
	return matching;
};

/** An expression that takes too much for somebody does not hold for them. */
const holds = (rule: ReadyRule, user: Record<string, unknown>, groups: readonly ExpressionGroup[]): boolean => {
	if (rule.excludedGroups.length > 0 && groups.some(({ id }) => rule.excludedGroups.includes(id))) return false;
	try {
		return evaluate(rule.compiled, { user, groups }, MOST_WORK) === true;
	} catch (thrown) {
		if (thrown instanceof Fault) return false;
		throw thrown;
	}
};
