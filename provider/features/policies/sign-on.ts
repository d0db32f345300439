/**
 * What the policies say of a sign-in. The organisation's own (OKTA_SIGN_ON) and those of the application (ACCESS_POLICY) are both asked;
 * of each kind the first rule that holds decides, and whatever either asks for has to be met. Two queries, at every authorization request.
 */
import { cached } from "#common/db/cached.ts";
import type { Changes } from "#common/db/changes.ts";
import { fromFlag, fromJson, type Json } from "#common/db/columns.ts";
import type { Db } from "../../database.ts";
import { type Demand, NOTHING } from "../assurance/assurance.ts";
import { type Addresses, holds } from "../zones/zones.ts";
import type { Circumstances } from "./conditions.ts";
import { type ActivePolicy, type DecidedBy, decide, type SignOn, type Situation } from "./decision.ts";
import { type ActiveRuleRow, type Circumstance, selectActiveRules, selectCircumstances } from "./sign-on.store.ts";

export type { DecidedBy, SignOn } from "./decision.ts";

/** Stands for the administrators' console where an application is asked for: it has a policy as applications have. */
export const CONSOLE = "signet_console";

/** What is known of a sign-in when the policies are asked. */
export interface SignInContext {
	readonly userId: string;
	/** The application that it is for, or `CONSOLE`; undefined for the provider's own pages and the API. */
	readonly applicationId?: string | undefined;
	/** IP address. */
	readonly address: string;
	/** This browser has signed the same person in before. */
	readonly knownDevice: boolean;
	/** For `CONSOLE`: the person can prove two factors of different kinds. Until they can, the console asks for no second one by itself. */
	readonly hasSecondFactor?: boolean | undefined;
}

/** What holds for a person who signs in now. */
export const evaluateSignOn = async (db: Db, context: SignInContext, policies = readPolicies(db)): Promise<SignOn> => {
	const { asked: _, ...signOn } = decide(await situationOf(db, context, undefined, policies));
	return signOn;
};

/** The policies that are asked where an application has the one with this id: those of the organisation, and those for every application. */
export type ReadPolicies = (accessPolicyId: string) => Promise<readonly ActivePolicy[]>;

const readPolicies =
	(db: Db): ReadPolicies =>
	async (accessPolicyId) =>
		policiesOf(await selectActiveRules(db, accessPolicyId));

const MOST = 500;

/** The same, read once until a policy changes. */
export const keepPolicies = (db: Db, changes: Changes): ReadPolicies =>
	cached(changes, ["policies"], { most: MOST, load: readPolicies(db) });

/** All that the decision is made of. `accessPolicyId` stands in for the policy that the application has. */
export const situationOf = async (
	db: Db,
	context: SignInContext,
	accessPolicyId?: string,
	readActive = readPolicies(db),
): Promise<Situation> => {
	const { userId, applicationId, address, knownDevice, hasSecondFactor = false } = context;
	const known = await selectCircumstances(db, userId, applicationId ?? "");
	const chosen = accessPolicyId ?? chosenPolicy(known, applicationId) ?? "";
	const policies = await readActive(chosen);
	const access = policies.filter(({ type }) => type === "ACCESS_POLICY");
	const own = access.filter(({ id }) => id === chosen);
	const isConsole = applicationId === CONSOLE;
	return {
		circumstances: circumstancesOf(known, { userId, address, knownDevice }),
		organization: policies.filter(({ type }) => type === "OKTA_SIGN_ON"),
		application:
			applicationId === undefined
				? undefined
				: [...own, ...access.filter(({ id, system }) => system && id !== chosen && !isConsole)],
		otherwise: isConsole ? atConsole(hasSecondFactor) : undefined,
	};
};

/** A second factor, once the administrator has one. */
const atConsole = (hasSecondFactor: boolean): { readonly demand: Demand; readonly decidedBy: DecidedBy } => ({
	demand: hasSecondFactor ? { ...NOTHING, second: "factor" } : NOTHING,
	decidedBy: {
		type: "ACCESS_POLICY",
		policyId: CONSOLE,
		policyName: "Administrators' console",
		ruleId: CONSOLE,
		ruleName: "A second factor, once there is one",
	},
});

const chosenPolicy = (known: readonly Circumstance[], applicationId: string | undefined): string | undefined => {
	if (applicationId === CONSOLE) return known.find(({ kind }) => kind === "console")?.value ?? undefined;
	const presentation = known.find(({ kind }) => kind === "application")?.value;
	if (!presentation) return undefined;
	const { accessPolicy } = fromJson(presentation as Json<{ accessPolicy?: unknown }>);
	return typeof accessPolicy === "string" ? accessPolicy : undefined;
};

const circumstancesOf = (
	known: readonly Circumstance[],
	{ userId, address, knownDevice }: Pick<SignInContext, "userId" | "address" | "knownDevice">,
): Circumstances => {
	const zones = new Map(known.filter(({ kind }) => kind === "zone").map(({ id, value }) => [id, value]));
	return {
		userId,
		groupIds: new Set(known.filter(({ kind }) => kind === "group").map(({ id }) => id)),
		knownDevice,
		isInZone: (id) => holds(fromJson((zones.get(id) ?? "[]") as Json<readonly Addresses[]>), address),
	};
};

const policiesOf = (rows: readonly ActiveRuleRow[]): readonly ActivePolicy[] => {
	const policies = new Map<string, ActivePolicy & { rules: ActivePolicy["rules"][number][] }>();
	for (const row of rows) {
		const policy = policies.get(row.policy_id) ?? {
			id: row.policy_id,
			type: row.policy_type,
			name: row.policy_name,
			system: fromFlag(row.built_in),
			document: fromJson(row.policy_document),
			rules: [],
		};
		policies.set(row.policy_id, policy);
		policy.rules.push({ id: row.rule_id, name: row.rule_name, document: fromJson(row.rule_document) });
	}
	return [...policies.values()];
};
