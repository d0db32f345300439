/** What a sign-in asks for next, given what was proven: the one place where policies, applications and the console meet a person's factors. */
import {
	both,
	canMeet,
	type Demand,
	demandOfAcr,
	helpful,
	isMet,
	isOwner,
	type Method,
	NOTHING,
	ownersDemand,
} from "../assurance/assurance.ts";
import { factorKinds, methodsOf, typeOf } from "../factors/factors.ts";
import type { Enrolment, FactorKind } from "../policies/policies.ts";

/** What is asked of a sign-in besides what the policies ask. */
export interface Asked {
	/** Must be met. */
	readonly demand: Demand;
	/** `acr_values`, best first: the first that the person can reach is asked for. */
	readonly acrs: readonly string[];
}

export const NOTHING_ASKED: Asked = { demand: NOTHING, acrs: [] };

export interface Standing {
	readonly proven: readonly Method[];
	/** What was proven before on the same device, where the policy lets that count. For the policy alone. */
	readonly remembered: readonly Method[];
	/** What the policies ask for. */
	readonly policy: Demand;
	readonly asked: Asked;
	/** What the person's factors can prove. */
	readonly available: readonly Method[];
	/** What stands behind the first proof already, and so is none of its own. */
	readonly spent?: readonly Method[];
	/** What the enrolment policy says of each kind of factor. */
	readonly enrolment: Readonly<Record<FactorKind, Enrolment>>;
}

export type Next =
	| { readonly ask: "nothing" /** Something remembered took the place of a factor. */; readonly bypassed: boolean }
	| { readonly ask: "proof"; readonly methods: readonly Method[] }
	| { readonly ask: "enrolment"; readonly kinds: readonly FactorKind[] }
	| { readonly ask: "impossible" };

/** All that has to be proven. */
const demandOf = ({ proven, remembered, policy, asked }: Standing, available: readonly Method[]): Demand => {
	const counts = isMet([...proven, ...remembered], policy) && proven.length > 0;
	const reachable = asked.acrs.map(demandOfAcr).find((demand) => demand && canMeet(proven, demand, available));
	return both(both(counts ? NOTHING : policy, asked.demand), reachable ?? NOTHING);
};

export const nextOf = (standing: Standing): Next => {
	const { proven, policy, enrolment } = standing;
	const available = usable(standing);
	const demand = demandOf(standing, available);
	const others = available.filter((method) => !proven.includes(method));
	if (isMet(proven, demand)) {
		const missing = factorKinds.filter((kind) => enrolment[kind] === "REQUIRED" && !has(standing, kind));
		if (missing.length > 0) return beforeEnrolment(standing) ?? { ask: "enrolment", kinds: missing };
		return { ask: "nothing", bypassed: !isMet(proven, policy) };
	}
	if (canMeet(proven, demand, available)) return { ask: "proof", methods: helpful(proven, demand, others) };
	const allowed = factorKinds.filter((kind) => enrolment[kind] !== "NOT_ALLOWED" && !has(standing, kind));
	const possible = allowed.flatMap(methodsOfKind).filter((method) => !standing.spent?.includes(method));
	const useful = helpful(proven, demand, possible);
	if (!canMeet(proven, demand, [...available, ...possible]) || useful.length === 0) return { ask: "impossible" };
	const kinds = allowed.filter((kind) => methodsOfKind(kind).some((method) => useful.includes(method)));
	return beforeEnrolment(standing) ?? { ask: "enrolment", kinds };
};

const usable = ({ available, spent = [] }: Standing): readonly Method[] => available.filter((method) => !spent.includes(method));

const methodsOfKind = (kind: FactorKind): readonly Method[] => methodsOf({ type: typeOf(kind) });

const has = ({ available }: Standing, kind: FactorKind): boolean =>
	methodsOfKind(kind).some((method) => available.includes(method));

/** Whoever has found a password out must not add a factor of their own beside those that the owner has: these come first. */
const beforeEnrolment = (standing: Standing): Next | undefined => {
	const { proven, available } = standing;
	if (isOwner(proven, available)) return undefined;
	const methods = helpful(proven, ownersDemand(available), usable(standing));
	return methods.length === 0 ? { ask: "impossible" } : { ask: "proof", methods };
};
