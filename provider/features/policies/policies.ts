/**
 * Policies: what the organisation asks of passwords, of factors and of sign-ins, and for whom. All of Okta's types are kept; passwords,
 * enrolment and sign-on are enforced here. Of those of one type the first that is for a person holds; the built-in one, which is for everybody, is last.
 */
import { fromFlag, fromJson, now, toFlag, toJson } from "#common/db/columns.ts";
import { fold } from "#common/db/search.ts";
import { uniquely } from "#common/db/violations.ts";
import { Fault, fieldFault } from "#common/faults/fault.ts";
import { newId } from "#common/seal/ids.ts";
import { checkedName } from "#common/web/text.ts";
import type { Db, Tx } from "../../database.ts";
import { checkPolicy } from "./checks.ts";
import { reordered } from "./order.ts";
import {
	deletePolicy,
	insertPolicy,
	lockPolicies,
	type PolicyRow,
	selectPolicies,
	selectPolicy,
	updatePolicy,
} from "./policies.store.ts";
import type { Document } from "./policies.table.ts";

export { arrivePolicy, arrivePolicyRule } from "./arrivals.ts";
export { checkMayChangePolicy, consolePolicy, setConsolePolicy } from "./console-policy.ts";
export { type Decision, decide } from "./decision.ts";
export { type Draft, withDraft } from "./draft.ts";
export { type Enrolment, enrolmentFor, type FactorKind } from "./enrolment.ts";
export { clearFailures, countFailure, lockoutFor } from "./lockout.ts";
export { checkNewPassword, passwordRulesFor, rememberPassword } from "./passwords.ts";
export {
	createRule,
	getRule,
	listRules,
	type Rule,
	removeRule,
	replaceRule,
	rulesOf,
	setRuleStatus,
} from "./rules.ts";
export { ensurePolicies } from "./seeds.ts";
export { resetLinkMinutes, type SelfService, selfServiceFor } from "./self-service.ts";
export {
	CONSOLE,
	type DecidedBy,
	evaluateSignOn,
	keepPolicies,
	type SignInContext,
	type SignOn,
	situationOf,
} from "./sign-on.ts";

export const policyTypes = [
	"OKTA_SIGN_ON",
	"PASSWORD",
	"MFA_ENROLL",
	"ACCESS_POLICY",
	"PROFILE_ENROLLMENT",
	"IDP_DISCOVERY",
	"POST_AUTH_SESSION",
	"ENTITY_RISK",
	"DEVICE_SIGNAL_COLLECTION",
	"SESSION_VIOLATION_DETECTION",
] as const;
export type PolicyType = (typeof policyTypes)[number];
export type Status = "ACTIVE" | "INACTIVE";

export interface Policy {
	readonly id: string;
	readonly type: PolicyType;
	readonly name: string;
	readonly status: Status;
	readonly priority: number;
	/** Built in: there for good, and for everybody. */
	readonly system: boolean;
	readonly document: Document;
	readonly created: string;
	readonly lastUpdated: string;
}

export interface PolicyInput {
	readonly type: PolicyType;
	readonly name: string;
	readonly priority?: number | undefined;
	readonly document: Document;
}

/** Asked before a change of what decides over sign-ins is kept. @throws Fault `locks_everybody_out`. */
export type Guard = (tx: Tx) => Promise<void>;

/** Where nothing active changes. */
export const unguarded: Guard = async () => {};

/** Of one type, and of rules in one policy: each sign-in reads them all. */
export const MOST = 100;
export const TAKEN = "An object with this field already exists in the current organization.";
export const LONGEST_NAME = 255;

/** By priority. */
export const listPolicies = async (db: Db, type: PolicyType): Promise<readonly Policy[]> =>
	(await selectPolicies(db, type)).map(toPolicy);

export const findPolicy = async (db: Db, id: string): Promise<Policy | undefined> => {
	const row = await selectPolicy(db, id);
	return row && toPolicy(row);
};

/** @throws Fault `not_found`. */
export const getPolicy = async (db: Db, id: string): Promise<Policy> => {
	const policy = await findPolicy(db, id);
	if (!policy) throw new Fault("not_found", { description: `Not found: Resource not found: ${id} (Policy)` });
	return policy;
};

/** Those after it move one place down. @throws Fault `invalid_request`, `already_exists` (`name`), `conflict` where there are too many, `locks_everybody_out`. */
export const createPolicy = (
	db: Db,
	{ type, name, priority, document }: PolicyInput,
	status: Status,
	{ id = newId(type === "ACCESS_POLICY" ? "rst" : "00p"), guard = unguarded }: { id?: string; guard?: Guard } = {},
): Promise<Policy> => {
	const given = checkedName(name, LONGEST_NAME);
	checkPolicy(type, document);
	const moment = now();
	return uniquely("name", TAKEN, () =>
		db.transaction().execute(async (tx) => {
			await lockPolicies(tx, type);
			if ((await selectPolicies(tx, type)).length >= MOST)
				throw new Fault("conflict", { description: `There are ${MOST} policies of this type already.` });
			const columns = { type, name: given, name_key: fold(given), status, built_in: toFlag(false), document: toJson(document) };
			await insertPolicy(tx, { id, ...columns, priority: 0, created: moment, last_updated: moment });
			await place(tx, type, id, priority);
			await guard(tx);
			return getPolicy(tx, id);
		}),
	);
};

/** Replaces what a policy says. A built-in one keeps its name, its place and for whom it is. @throws as `createPolicy`; Fault `not_found`. */
export const replacePolicy = async (
	db: Db,
	id: string,
	{ type, name, priority, document }: PolicyInput,
	guard: Guard = unguarded,
): Promise<Policy> => {
	const given = checkedName(name, LONGEST_NAME);
	checkPolicy(type, document);
	return uniquely("name", TAKEN, () =>
		db.transaction().execute(async (tx) => {
			await lockPolicies(tx, type);
			const before = await getPolicy(tx, id);
			if (before.type !== type) throw fieldFault("invalid_request", "type", `This policy is of the type ${before.type}.`);
			const { conditions } = before.document;
			const change = before.system
				? { document: toJson({ ...document, ...(conditions === undefined ? {} : { conditions }) }) }
				: { name: given, name_key: fold(given), document: toJson(document) };
			await updatePolicy(tx, id, { ...change, last_updated: now() });
			if (priority !== undefined) await place(tx, type, id, priority);
			await guard(tx);
			return getPolicy(tx, id);
		}),
	);
};

/** @throws Fault `not_found`, `built_in`, `locks_everybody_out`. */
export const setPolicyStatus = (db: Db, id: string, status: Status, guard: Guard = unguarded): Promise<void> =>
	db.transaction().execute(async (tx) => {
		const { system } = await getPolicy(tx, id);
		if (system && status === "INACTIVE") throw new Fault("built_in");
		await updatePolicy(tx, id, { status, last_updated: now() });
		await guard(tx);
	});

/** With its rules. @throws Fault `not_found`, `built_in`, `locks_everybody_out`. */
export const removePolicy = (db: Db, id: string, guard: Guard = unguarded): Promise<void> =>
	db.transaction().execute(async (tx) => {
		const { system, type } = await getPolicy(tx, id);
		if (system) throw new Fault("built_in");
		await lockPolicies(tx, type);
		await deletePolicy(tx, id);
		await place(tx, type, "", undefined);
		await guard(tx);
	});

const place = async (tx: Tx, type: PolicyType, id: string, wanted: number | undefined): Promise<void> => {
	for (const [moved, priority] of reordered(await selectPolicies(tx, type), id, wanted))
		await updatePolicy(tx, moved, { priority });
};

const toPolicy = (row: PolicyRow): Policy => ({
	id: row.id,
	type: row.type,
	name: row.name,
	status: row.status,
	priority: row.priority,
	system: fromFlag(row.built_in),
	document: fromJson(row.document),
	created: row.created,
	lastUpdated: row.last_updated,
});
