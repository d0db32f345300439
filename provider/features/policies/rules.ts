import { fromFlag, fromJson, now, toFlag, toJson } from "#common/db/columns.ts";
import { fold } from "#common/db/search.ts";
import { uniquely } from "#common/db/violations.ts";
import { Fault, fieldFault } from "#common/faults/fault.ts";
import { newId } from "#common/seal/ids.ts";
import { checkedName } from "#common/web/text.ts";
import type { Db, Tx } from "../../database.ts";
import { requireZones } from "../zones/zones.ts";
import { checkRule } from "./checks.ts";
import { zonesIn } from "./conditions.ts";
import { reordered } from "./order.ts";
import { deleteRule, insertRule, lockPolicy, type RuleRow, selectRule, selectRules, updateRule } from "./policies.store.ts";
import type { Document } from "./policies.table.ts";
import { type Guard, getPolicy, LONGEST_NAME, MOST, type PolicyType, type Status, TAKEN, unguarded } from "./policies.ts";

/** A rule of a policy: of those that are for a sign-in, the first one decides. */
export interface Rule {
	readonly id: string;
	readonly policyId: string;
	readonly type: string;
	readonly name: string;
	readonly status: Status;
	readonly priority: number;
	readonly system: boolean;
	readonly document: Document;
	readonly created: string;
	readonly lastUpdated: string;
}

export interface RuleInput {
	readonly type?: string | undefined;
	readonly name: string;
	readonly priority?: number | undefined;
	readonly document: Document;
}

/** What rules of a policy of this type are called. */
const ruleType = (type: PolicyType): string => (type === "OKTA_SIGN_ON" ? "SIGN_ON" : type);

/** By priority. @throws Fault `not_found`. */
export const listRules = async (db: Db, policyId: string): Promise<readonly Rule[]> => {
	await getPolicy(db, policyId);
	return rulesOf(db, [policyId]);
};

/** Those of some policies that exist, by priority. */
export const rulesOf = async (db: Db, policyIds: readonly string[]): Promise<readonly Rule[]> =>
	(await selectRules(db, policyIds)).map(toRule);

/** @throws Fault `not_found`. */
export const getRule = async (db: Db, policyId: string, id: string): Promise<Rule> => {
	const row = await selectRule(db, policyId, id);
	if (!row) throw new Fault("not_found", { description: `Not found: Resource not found: ${id} (PolicyRule)` });
	return toRule(row);
};

/** Those after it move one place down. @throws Fault `not_found`, `invalid_request`, `already_exists` (`name`), `conflict`. */
export const createRule = (
	db: Db,
	policyId: string,
	input: RuleInput,
	status: Status,
	{ id: givenId, guard = unguarded }: { id?: string; guard?: Guard } = {},
): Promise<Rule> => {
	const name = checkedName(input.name, LONGEST_NAME);
	const moment = now();
	return uniquely("name", TAKEN, () =>
		db.transaction().execute(async (tx) => {
			await lockPolicy(tx, policyId);
			const policy = await getPolicy(tx, policyId);
			const type = await checkedType(tx, policy.type, input);
			if ((await selectRules(tx, [policyId])).length >= MOST)
				throw new Fault("conflict", { description: `There are ${MOST} rules in this policy already.` });
			const id = givenId ?? newId(policy.type === "ACCESS_POLICY" ? "rul" : "0pr");
			const columns = { policy_id: policyId, type, name, name_key: fold(name), status, document: toJson(input.document) };
			await insertRule(tx, { id, ...columns, priority: 0, built_in: toFlag(false), created: moment, last_updated: moment });
			await place(tx, policyId, id, input.priority);
			await guard(tx);
			return getRule(tx, policyId, id);
		}),
	);
};

/** Replaces what a rule says. A built-in one keeps its name, its place and for whom it is. @throws as `createRule`. */
export const replaceRule = (db: Db, policyId: string, id: string, input: RuleInput, guard: Guard = unguarded): Promise<Rule> => {
	const name = checkedName(input.name, LONGEST_NAME);
	return uniquely("name", TAKEN, () =>
		db.transaction().execute(async (tx) => {
			await lockPolicy(tx, policyId);
			const policy = await getPolicy(tx, policyId);
			await checkedType(tx, policy.type, input);
			const before = await getRule(tx, policyId, id);
			const { conditions } = before.document;
			const change = before.system
				? { document: toJson({ ...input.document, ...(conditions === undefined ? {} : { conditions }) }) }
				: { name, name_key: fold(name), document: toJson(input.document) };
			await updateRule(tx, id, { ...change, last_updated: now() });
			if (input.priority !== undefined) await place(tx, policyId, id, input.priority);
			await guard(tx);
			return getRule(tx, policyId, id);
		}),
	);
};

/** @throws Fault `not_found`, `built_in`, `locks_everybody_out`. */
export const setRuleStatus = (db: Db, policyId: string, id: string, status: Status, guard: Guard = unguarded): Promise<void> =>
	db.transaction().execute(async (tx) => {
		const { system } = await getRule(tx, policyId, id);
		if (system && status === "INACTIVE") throw new Fault("built_in");
		await updateRule(tx, id, { status, last_updated: now() });
		await guard(tx);
	});

/** @throws Fault `not_found`, `built_in`, `locks_everybody_out`. */
export const removeRule = (db: Db, policyId: string, id: string, guard: Guard = unguarded): Promise<void> =>
	db.transaction().execute(async (tx) => {
		const { system } = await getRule(tx, policyId, id);
		if (system) throw new Fault("built_in");
		await lockPolicy(tx, policyId);
		await deleteRule(tx, id);
		await place(tx, policyId, "", undefined);
		await guard(tx);
	});

const place = async (tx: Tx, policyId: string, id: string, wanted: number | undefined): Promise<void> => {
	for (const [moved, priority] of reordered(await selectRules(tx, [policyId]), id, wanted))
		await updateRule(tx, moved, { priority });
};

const checkedType = async (tx: Tx, policyType: PolicyType, { type, document }: RuleInput): Promise<string> => {
	const expected = ruleType(policyType);
	if (type !== undefined && type !== expected)
		throw fieldFault("invalid_request", "type", `Rules of this policy are of the type ${expected}.`);
	checkRule(policyType, document);
	const isSignOn = policyType === "OKTA_SIGN_ON" || policyType === "ACCESS_POLICY";
	if (isSignOn) await requireZones(tx, zonesIn(document), "conditions.network");
	return expected;
};

const toRule = (row: RuleRow): Rule => ({
	id: row.id,
	policyId: row.policy_id,
	type: row.type,
	name: row.name,
	status: row.status,
	priority: row.priority,
	system: fromFlag(row.built_in),
	document: fromJson(row.document),
	created: row.created,
	lastUpdated: row.last_updated,
});
