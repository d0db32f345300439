/**
 * *Try it*: what would become of a sign-in, asked before a rule is switched on. It decides by the very functions that sign-ins are decided by,
 * and says which rules were passed over and why.
 */
import { Fault, fieldFault } from "#common/faults/fault.ts";
import { requireAnyApplication } from "../applications/applications.ts";
import { type Demand, helpful, isMet, isTwoFactor, type Method, methods } from "../assurance/assurance.ts";
import { type Next, NOTHING_ASKED, nextOf } from "../authn/authn.ts";
import { activeFactors, type FactorNeeds, methodsOf, offeredKinds } from "../factors/factors.ts";
import {
	CONSOLE,
	type Decision,
	type Draft,
	decide,
	type FactorKind,
	getPolicy,
	situationOf,
	withDraft,
} from "../policies/policies.ts";
import { findUser } from "../users/users.ts";
import { plainAddress } from "../zones/zones.ts";

export interface Trial {
	readonly userId: string;
	/** None, an application or `CONSOLE`. */
	readonly applicationId: string | undefined;
	readonly address: string;
	readonly knownDevice: boolean;
	readonly draft?: Draft | undefined;
	/** The access policy to go by instead of the one that was chosen. */
	readonly accessPolicyId?: string | undefined;
}

export interface Verdict extends Decision {
	/** `nothing`: a password is enough; `impossible`: they cannot meet it, and may set up nothing that would. */
	readonly outcome: "denied" | Next["ask"];
	/** What they are asked for after their password: one of these. */
	readonly methods: readonly Method[];
	/** What they are asked to set up: one of these. */
	readonly kinds: readonly FactorKind[];
	/** All that would do after a password, and whether the person has it. */
	readonly ways: readonly { readonly method: Method; readonly has: boolean }[];
}

export type TryItNeeds = Pick<FactorNeeds, "db" | "mailer">;

/** @throws Fault `not_found`, `invalid_request` (`userId`, `address`, ...). */
export const tryIt = async (needs: TryItNeeds, trial: Trial): Promise<Verdict> => {
	const { db } = needs;
	const { userId, applicationId, knownDevice, draft, accessPolicyId } = trial;
	const address = plainAddress(trial.address);
	if (address === undefined) throw fieldFault("invalid_request", "address", "Use an IPv4 or IPv6 address.");
	const user = await findUser(db, userId);
	if (!user) throw new Fault("not_found", { description: `Not found: Resource not found: ${userId} (User)` });
	if (applicationId !== undefined && applicationId !== CONSOLE) await requireAnyApplication(db, applicationId);
	if (accessPolicyId !== undefined && (await getPolicy(db, accessPolicyId)).type !== "ACCESS_POLICY")
		throw fieldFault("invalid_request", "accessPolicyId", "Only an ACCESS_POLICY is for signing on.");
	const available = (await activeFactors(db, userId)).flatMap(methodsOf);
	const hasSecondFactor = isTwoFactor(["password", ...available]);
	const context = { userId, applicationId, address: address.address, knownDevice, hasSecondFactor };
	const situation = await situationOf(db, context, accessPolicyId);
	const isChosen = draft !== undefined && draft.policyId === accessPolicyId;
	const decision = decide(draft === undefined ? situation : await withDraft(db, situation, draft, isChosen));
	const enrolment = await offeredKinds(needs, userId);
	const standing = { proven: BY_PASSWORD, remembered: [], policy: decision.demand, asked: NOTHING_ASKED, available, enrolment };
	const next = nextOf(standing);
	const denied = decision.access === "DENY";
	return {
		...decision,
		outcome: denied ? "denied" : next.ask,
		methods: next.ask === "proof" && !denied ? next.methods : [],
		kinds: next.ask === "enrolment" && !denied ? next.kinds : [],
		ways: denied ? [] : waysOf(decision.demand, available),
	};
};

const BY_PASSWORD: readonly Method[] = ["password"];

const waysOf = (demand: Demand, available: readonly Method[]): Verdict["ways"] =>
	isMet(BY_PASSWORD, demand)
		? []
		: helpful(BY_PASSWORD, demand, methods).map((method) => ({ method, has: available.includes(method) }));
