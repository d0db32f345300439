/** What the sign-on policies come to, given all that is known of a sign-in. Reads nothing: `sign-on.ts` does. */
import { both, type Demand, NOTHING } from "../assurance/assurance.ts";
import { type Circumstances, type Condition, failedCondition } from "./conditions.ts";
import { at, isTrueAt, numberAt } from "./document.ts";
import { isFor } from "./evaluation.ts";
import type { Document } from "./policies.table.ts";
import { enforcedVerification } from "./verification.ts";

export type SignOnType = "OKTA_SIGN_ON" | "ACCESS_POLICY";

/** A rule that decided. */
export interface DecidedBy {
	readonly type: SignOnType;
	readonly policyId: string;
	readonly policyName: string;
	readonly ruleId: string;
	readonly ruleName: string;
}

/** What the sign-on policies say about a sign-in: the organisation's, and the application's where there is one. */
export interface SignOn {
	readonly access: "ALLOW" | "DENY";
	readonly demand: Demand;
	/**
	 * How long a second factor counts: `ALWAYS` for this sign-in alone, `SESSION` for as long as the session, `DEVICE` for so many minutes
	 * on the same device. What an application asks for by itself, no device takes the place of.
	 */
	readonly prompt: { readonly mode: "ALWAYS" | "SESSION" | "DEVICE"; readonly minutes: number };
	/** Minutes after a sign-in at which the application wants another; 0: each time; undefined: never. */
	readonly reauthenticateMinutes: number | undefined;
	/** Minutes from the sign-in to the end of the session; 0: no end of its own. */
	readonly sessionMinutes: number;
	/** Minutes without use after which the session is over; 0: however long. */
	readonly idleMinutes: number;
	/** The organisation's rule first. */
	readonly decidedBy: readonly DecidedBy[];
}

/** A policy that is active, with its active rules in order. */
export interface ActivePolicy {
	readonly id: string;
	readonly type: SignOnType;
	readonly name: string;
	/** Built in: for everybody. */
	readonly system: boolean;
	readonly document: Document;
	readonly rules: readonly ActiveRule[];
}

export interface ActiveRule {
	readonly id: string;
	readonly name: string;
	readonly document: Document;
}

/** A rule that was asked, and the first of its conditions that was not met; `policy`: its policy is for others. */
export interface Asked extends DecidedBy {
	readonly failed: Condition | "policy" | undefined;
}

/** All that a decision is made of. */
export interface Situation {
	readonly circumstances: Circumstances;
	/** The organisation's, in order. */
	readonly organization: readonly ActivePolicy[];
	/** Those of what the sign-in is for, the first one first; `undefined` where it is for nothing in particular. */
	readonly application: readonly ActivePolicy[] | undefined;
	/** What holds where no rule of `application` does. */
	readonly otherwise?: { readonly demand: Demand; readonly decidedBy: DecidedBy } | undefined;
}

export interface Decision extends SignOn {
	/** Every rule up to those that decided, in order. */
	readonly asked: readonly Asked[];
}

const DAY_IN_MINUTES = 1_440;
/** Where a rule that trusts devices does not say for how long. */
const DEVICE_MINUTES = 15;

interface Walked {
	readonly asked: readonly Asked[];
	readonly holds: { readonly document: Document; readonly by: DecidedBy } | undefined;
}

/** The first rule that holds, of the first policy that is for the person and has one; and those that were asked before it. */
const walk = (policies: readonly ActivePolicy[], circumstances: Circumstances): Walked => {
	const asked: Asked[] = [];
	for (const policy of policies) {
		const isForThem = policy.system || isFor(policy.document, circumstances);
		for (const { id, name, document } of policy.rules) {
			const by = { type: policy.type, policyId: policy.id, policyName: policy.name, ruleId: id, ruleName: name };
			const failed = isForThem ? failedCondition(document, circumstances) : "policy";
			asked.push({ ...by, failed });
			if (failed === undefined) return { asked, holds: { document, by } };
		}
	}
	return { asked, holds: undefined };
};

const promptOf = (document: Document | undefined, demand: Demand): SignOn["prompt"] => {
	if (demand.second === "none") return { mode: "ALWAYS", minutes: 0 };
	const mode = at(document, "actions.signon.factorPromptMode");
	if (mode === "DEVICE") return { mode, minutes: numberAt(document, "actions.signon.factorLifetime", DEVICE_MINUTES) };
	return { mode: mode === "SESSION" ? mode : "ALWAYS", minutes: 0 };
};

const asksFor = ({ second, phishingResistant, anyOf }: Demand): boolean =>
	second !== "none" || phishingResistant || anyOf.length > 0;

export const decide = ({ circumstances, organization, application = [], otherwise }: Situation): Decision => {
	const ours = walk(organization, circumstances);
	const document = ours.holds?.document;
	const demand: Demand = isTrueAt(document, "actions.signon.requireFactor") ? { ...NOTHING, second: "step" } : NOTHING;
	const theirs = walk(application, circumstances);
	const verification = theirs.holds && enforcedVerification(theirs.holds.document);
	const own = verification?.demand ?? otherwise?.demand ?? NOTHING;
	const denied =
		at(document, "actions.signon.access") === "DENY" || at(theirs.holds?.document, "actions.appSignOn.access") === "DENY";
	const prompt = promptOf(document, demand);
	const decidedBy = [ours.holds?.by, theirs.holds?.by ?? otherwise?.decidedBy].filter((by) => by !== undefined);
	return {
		access: denied ? "DENY" : "ALLOW",
		demand: both(demand, own),
		prompt: asksFor(own) && (prompt.mode === "DEVICE" || demand.second === "none") ? { mode: "SESSION", minutes: 0 } : prompt,
		reauthenticateMinutes: verification?.reauthenticateMinutes,
		sessionMinutes: numberAt(document, "actions.signon.session.maxSessionLifetimeMinutes", DAY_IN_MINUTES),
		idleMinutes: numberAt(document, "actions.signon.session.maxSessionIdleMinutes", 0),
		decidedBy,
		asked: [...ours.asked, ...theirs.asked],
	};
};
