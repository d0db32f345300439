import { fromJson, now, toFlag, toJson } from "#common/db/columns.ts";
import { fieldFault } from "#common/faults/fault.ts";
import { newId } from "#common/seal/ids.ts";
import type { Db, Tx } from "../../database.ts";
import { findGroup } from "../groups/groups.ts";
import { findUser } from "../users/users.ts";
import type { Lifetimes, RuleConditions } from "./authorization-servers.table.ts";
import { changingServer, requireServer } from "./changing.ts";
import { noSuch } from "./missing.ts";
import {
	deleteRuleRow,
	insertRule,
	type RuleRow,
	selectPolicy,
	selectRule,
	selectRules,
	updateRuleRow,
} from "./policies.store.ts";
import { placed } from "./priorities.ts";
import { selectScopes } from "./scopes.store.ts";

/** Stands for all people in a rule. */
export const EVERYONE = "EVERYONE";
/** Stands for any scope in a rule. */
export const ANY_SCOPE = "*";

export interface Rule {
	readonly id: string;
	readonly name: string;
	/** 1 is asked first. */
	readonly priority: number;
	readonly status: RuleRow["status"];
	readonly system: boolean;
	readonly conditions: RuleConditions;
	readonly lifetimes: Lifetimes;
	readonly created: string;
	readonly lastUpdated: string;
}

export interface RuleInput {
	readonly name: string;
	/** After all others when absent. */
	readonly priority?: number | undefined;
	readonly status?: RuleRow["status"] | undefined;
	readonly conditions: RuleConditions;
	readonly lifetimes: Lifetimes;
}

/** Okta's. */
export const DEFAULT_LIFETIMES: Lifetimes = { accessToken: 60, refreshToken: 0, refreshTokenWindow: 10_080 };

/** Every way of getting a token that Okta's default rule allows. */
const GRANTS = ["implicit", "client_credentials", "authorization_code", "password"];

export const addDefaultRule = (tx: Tx, policyId: string): Promise<void> => {
	const none = { include: [], exclude: [] };
	const conditions = { users: none, groups: { ...none, include: [EVERYONE] }, grantTypes: GRANTS, scopes: [ANY_SCOPE] };
	const input = { name: "Default Policy Rule", conditions, lifetimes: DEFAULT_LIFETIMES };
	return insertRule(tx, { ...newRow(newId("0pr"), policyId), ...columnsOf(input), priority: 1 });
};

/** Where a rule stands: its server and its policy. */
export interface Place {
	readonly serverId: string;
	readonly policyId: string;
}

/** All rules of a policy, in the order in which they are asked. @throws Fault `not_found`. */
export const listRules = async (db: Db, place: Place): Promise<readonly Rule[]> => {
	await requirePolicy(db, place);
	return (await selectRules(db, [place.policyId])).map(toRule);
};

/** @throws Fault `not_found`. */
export const getRule = async (db: Db, place: Place, id: string): Promise<Rule> => {
	await requirePolicy(db, place);
	const row = await selectRule(db, place.policyId, id);
	if (!row) throw noSuch("PolicyRule", id);
	return toRule(row);
};

/** @throws Fault `not_found`, `invalid_request`. */
export const createRule = (db: Db, place: Place, input: RuleInput): Promise<Rule> =>
	changingServer(db, place.serverId, async (tx) => {
		await requirePolicy(tx, place);
		await check(tx, place, input);
		const others = await selectRules(tx, [place.policyId]);
		const id = newId("0pr");
		await insertRule(tx, { ...newRow(id, place.policyId), ...columnsOf(input), priority: others.length + 1 });
		await putIn(tx, others, id, input.priority);
		return getRule(tx, place, id);
	});

/** @throws as `createRule`. */
export const updateRule = (db: Db, place: Place, id: string, input: RuleInput): Promise<Rule> =>
	changingServer(db, place.serverId, async (tx) => {
		const before = await getRule(tx, place, id);
		await check(tx, place, input, before.conditions);
		const others = (await selectRules(tx, [place.policyId])).filter((rule) => rule.id !== id);
		await updateRuleRow(tx, id, { ...columnsOf({ ...input, status: input.status ?? before.status }), last_updated: now() });
		await putIn(tx, others, id, input.priority ?? before.priority);
		return getRule(tx, place, id);
	});

/** @throws Fault `not_found`. */
export const setRuleStatus = (db: Db, place: Place, id: string, status: RuleRow["status"]): Promise<Rule> =>
	changingServer(db, place.serverId, async (tx) => {
		await getRule(tx, place, id);
		await updateRuleRow(tx, id, { status, last_updated: now() });
		return getRule(tx, place, id);
	});

/** @throws Fault `not_found`. */
export const deleteRule = (db: Db, place: Place, id: string): Promise<Rule> =>
	changingServer(db, place.serverId, async (tx) => {
		const before = await getRule(tx, place, id);
		await deleteRuleRow(tx, id);
		return before;
	});

const putIn = async (tx: Tx, others: readonly RuleRow[], id: string, priority: number | undefined): Promise<void> => {
	for (const moved of placed(others, id, priority)) await updateRuleRow(tx, moved.id, { priority: moved.priority });
};

const requirePolicy = async (db: Db, { serverId, policyId }: Place): Promise<void> => {
	await requireServer(db, serverId);
	if (!(await selectPolicy(db, serverId, policyId))) throw noSuch("Policy", policyId);
};

/** What a rule named `before` may be gone meanwhile. */
const check = async (tx: Tx, { serverId }: Place, { name, conditions }: RuleInput, before?: RuleConditions): Promise<void> => {
	if (name.trim() === "") throw fieldFault("invalid_request", "name", "Is required.");
	const { users, groups, scopes } = conditions;
	const refuse = (field: string, what: string) => fieldFault("invalid_request", `conditions.${field}`, `There is no ${what}.`);
	const were = before && new Set([before.users, before.groups].flatMap(({ include, exclude }) => [...include, ...exclude]));
	for (const id of new Set([...users.include, ...users.exclude]))
		if (!were?.has(id) && !(await findUser(tx, id))) throw refuse("people.users", `person ${id}`);
	for (const id of new Set([...groups.include, ...groups.exclude]))
		if (id !== EVERYONE && !were?.has(id) && !(await findGroup(tx, id))) throw refuse("people.groups", `group ${id}`);
	const known = new Set([...(await selectScopes(tx, serverId)).map((scope) => scope.name), ...(before?.scopes ?? [])]);
	for (const scope of scopes) if (scope !== ANY_SCOPE && !known.has(scope)) throw refuse("scopes.include", `scope ${scope}`);
};

const newRow = (id: string, policyId: string) => {
	const moment = now();
	return { id, policy_id: policyId, is_system: toFlag(false), created: moment, last_updated: moment };
};

const columnsOf = ({ name, status = "ACTIVE", conditions, lifetimes }: RuleInput) => ({
	name: name.trim(),
	status,
	conditions: toJson(conditions),
	lifetimes: toJson(lifetimes),
});

export const toRule = (row: RuleRow): Rule => ({
	id: row.id,
	name: row.name,
	priority: row.priority,
	status: row.status,
	system: row.is_system === 1,
	conditions: fromJson(row.conditions),
	lifetimes: fromJson(row.lifetimes),
	created: row.created,
	lastUpdated: row.last_updated,
});
