import { fromFlag, fromJson } from "#common/db/columns.ts";
import { Fault } from "#common/faults/fault.ts";
import type { Db } from "../../database.ts";
import { checkRule } from "./checks.ts";
import type { ActivePolicy, ActiveRule, SignOnType, Situation } from "./decision.ts";
import { selectPolicies, selectRules } from "./policies.store.ts";
import type { Document } from "./policies.table.ts";
import { getPolicy } from "./policies.ts";

/** What is tried before it is saved or switched on: a policy as though it were active, and a rule of it as it might be. */
export interface Draft {
	readonly policyId: string;
	readonly rule?: DraftRule | undefined;
}

export interface DraftRule {
	/** None for a rule that is not there yet. */
	readonly id?: string | undefined;
	readonly name: string;
	readonly priority?: number | undefined;
	readonly document: Document;
}

/** Id of a rule that is not there yet. */
const NEW = "new";

/**
 * The situation as it would be with the draft: its policy is active, and of an access policy the one that is asked where it was asked already.
 *
 * @throws Fault `not_found`, `invalid_request`.
 */
export const withDraft = async (db: Db, situation: Situation, draft: Draft, isChosen: boolean): Promise<Situation> => {
	const { type, id, name, system, document } = await getPolicy(db, draft.policyId);
	if (type !== "OKTA_SIGN_ON" && type !== "ACCESS_POLICY")
		throw new Fault("invalid_request", { description: "Only policies of sign-on can be tried." });
	if (draft.rule) checkRule(type, draft.rule.document);
	const rules = await rulesWith(db, id, draft.rule);
	const drafted: ActivePolicy = { id, type: type satisfies SignOnType, name, system, document, rules };
	if (type === "OKTA_SIGN_ON") return { ...situation, organization: await inPlace(db, situation.organization, drafted) };
	const { application } = situation;
	if (application === undefined || !(isChosen || application.some((one) => one.id === id))) return situation;
	const others = application.filter((one) => one.id !== id);
	return { ...situation, application: system ? [...others, drafted] : [drafted, ...others] };
};

/** The active rules of a policy with the draft at its place, active. */
const rulesWith = async (db: Db, policyId: string, draft: DraftRule | undefined): Promise<readonly ActiveRule[]> => {
	const rows = await selectRules(db, [policyId]);
	const own = rows.find(({ id }) => id === draft?.id);
	const others = rows
		.filter(({ id, status }) => status === "ACTIVE" && id !== own?.id)
		.map((row) => ({
			...row,
			builtIn: fromFlag(row.built_in),
			rule: { id: row.id, name: row.name, document: fromJson(row.document) },
		}));
	if (draft === undefined) return others.map(({ rule }) => rule);
	if (draft.id !== undefined && own === undefined)
		throw new Fault("not_found", { description: `Not found: Resource not found: ${draft.id} (PolicyRule)` });
	const isLast = own !== undefined && fromFlag(own.built_in);
	const kept = isLast ? fromJson(own.document)["conditions"] : draft.document["conditions"];
	const rule = { id: own?.id ?? NEW, name: draft.name, document: { ...draft.document, conditions: kept } };
	const wanted = draft.priority ?? own?.priority ?? rows.length + 1;
	// A rule that moves up stands before the one whose place it takes; one that moves down, behind it.
	const movesDown = own !== undefined && wanted > own.priority;
	const before = isLast
		? others
		: others.filter(({ priority, builtIn }) => !builtIn && (movesDown ? priority <= wanted : priority < wanted));
	return [...before.map((one) => one.rule), rule, ...others.slice(before.length).map((one) => one.rule)];
};

/** Policies with one of them added where its priority says, or replaced. */
const inPlace = async (db: Db, active: readonly ActivePolicy[], drafted: ActivePolicy): Promise<readonly ActivePolicy[]> => {
	const order = (await selectPolicies(db, drafted.type)).map(({ id }) => id);
	return [...active.filter(({ id }) => id !== drafted.id), drafted].sort(
		(one, other) => order.indexOf(one.id) - order.indexOf(other.id),
	);
};
