/**
 * How sure it is that a person is who they say: what they proved themselves with, what that is worth, and whether it is as much as somebody
 * asks for. Policies ask, applications ask (`acr_values`), the console asks; all of them mean the same.
 */

/**
 * `passkey`: with the authenticator's own PIN or biometrics, so that it is two factors; `security_key`: touched only. `email`: a code that
 * was mailed. `recovery_code`: one of those that a person keeps for the day their other factors are lost.
 */
export const methods = ["password", "question", "totp", "email", "recovery_code", "security_key", "passkey"] as const;
export type Method = (typeof methods)[number];

type Kind = "knowledge" | "possession";

interface Nature {
	readonly kinds: readonly Kind[];
	/** Authentication Method Reference values (RFC 8176 section 2). `recovery` is none of its: it names no code of an app. */
	readonly amr: readonly string[];
	readonly phishingResistant: boolean;
}

const NATURE: Readonly<Record<Method, Nature>> = {
	password: { kinds: ["knowledge"], amr: ["pwd"], phishingResistant: false },
	question: { kinds: ["knowledge"], amr: ["kba"], phishingResistant: false },
	totp: { kinds: ["possession"], amr: ["otp"], phishingResistant: false },
	email: { kinds: ["possession"], amr: ["mca"], phishingResistant: false },
	recovery_code: { kinds: ["possession"], amr: ["recovery"], phishingResistant: false },
	security_key: { kinds: ["possession"], amr: ["pop"], phishingResistant: true },
	passkey: { kinds: ["knowledge", "possession"], amr: ["pop", "user"], phishingResistant: true },
};

/** What is asked of a sign-in. */
export interface Demand {
	/** `step`: anything after the first one; `factor`: two factors of different kinds. */
	readonly second: "none" | "step" | "factor";
	readonly phishingResistant: boolean;
	/** Of each list one: each policy that names methods adds its list. */
	readonly anyOf: readonly (readonly Method[])[];
}

export const NOTHING: Demand = { second: "none", phishingResistant: false, anyOf: [] };

const RANK = { none: 0, step: 1, factor: 2 } as const;

/** All that either asks for. */
export const both = (one: Demand, other: Demand): Demand => ({
	second: RANK[one.second] >= RANK[other.second] ? one.second : other.second,
	phishingResistant: one.phishingResistant || other.phishingResistant,
	anyOf: [...one.anyOf, ...other.anyOf],
});

const isPhishingResistant = (proven: readonly Method[]): boolean => proven.some((method) => NATURE[method].phishingResistant);

/** Whether these are two factors of different kinds. */
export const isTwoFactor = (proven: readonly Method[]): boolean =>
	new Set(proven.flatMap((method) => NATURE[method].kinds)).size > 1;

const hasSecond = (proven: readonly Method[], { second }: Demand): boolean => {
	if (second === "none" || isTwoFactor(proven)) return proven.length > 0;
	return second === "step" && new Set(proven).size > 1;
};

export const isMet = (proven: readonly Method[], demand: Demand): boolean =>
	hasSecond(proven, demand) &&
	(!demand.phishingResistant || isPhishingResistant(proven)) &&
	demand.anyOf.every((list) => list.some((method) => proven.includes(method)));

/** Those of `available` that meet the demand together with what is proven; where no single one does, those that bring it nearer. */
export const helpful = <M extends Method>(proven: readonly Method[], demand: Demand, available: readonly M[]): readonly M[] => {
	const others = available.filter((method) => !proven.includes(method));
	const enough = others.filter((method) => isMet([...proven, method], demand));
	if (enough.length > 0) return enough;
	return others.filter(
		(method) =>
			demand.anyOf.some((list) => list.includes(method) && !list.some((one) => proven.includes(one))) ||
			(demand.phishingResistant && !isPhishingResistant(proven) && NATURE[method].phishingResistant),
	);
};

/** Whether `available` can meet the demand, together with what is proven. */
export const canMeet = (proven: readonly Method[], demand: Demand, available: readonly Method[]): boolean =>
	isMet([...proven, ...available], demand);

/**
 * Whether it is the owner of what `available` proves, who may change how they sign in: two factors of different kinds, as far as they have
 * them, else one more step. Where they have a factor, an answer to a question does not gain anybody another.
 */
export const isOwner = (proven: readonly Method[], available: readonly Method[]): boolean =>
	isMet(proven, ownersDemand(available));

/** What such an owner has to prove. */
export const ownersDemand = (available: readonly Method[]): Demand => {
	if (available.length === 0) return NOTHING;
	return { ...NOTHING, second: isTwoFactor(["password", ...available]) ? "factor" : "step" };
};

/** The `amr` of a session (OpenID Connect Core section 2, RFC 8176): `mfa` where there are two factors. */
export const amrOf = (proven: readonly Method[]): readonly string[] => {
	const values = new Set(proven.flatMap((method) => NATURE[method].amr));
	return [...values, ...(isTwoFactor(proven) ? ["mfa"] : [])];
};

/** What a session's `amr` says was proven. */
export const methodsOfAmr = (amr: readonly string[]): readonly Method[] =>
	methods.filter((method) => {
		if (method === "security_key") return amr.includes("pop") && !amr.includes("user");
		return NATURE[method].amr.every((value) => amr.includes(value));
	});

/** Okta's names of levels, the weakest first. */
export const ACR = {
	any: "urn:okta:loa:1fa:any",
	password: "urn:okta:loa:1fa:pwd",
	twoFactors: "urn:okta:loa:2fa:any",
	phishingResistant: "phr",
} as const;
export const acrs: readonly string[] = Object.values(ACR);

/** What an `acr_values` value asks for; undefined for one that is not known here. */
export const demandOfAcr = (acr: string): Demand | undefined => {
	if (acr === ACR.any) return NOTHING;
	if (acr === ACR.password) return { ...NOTHING, anyOf: [["password"]] };
	if (acr === ACR.twoFactors) return { ...NOTHING, second: "factor" };
	return acr === ACR.phishingResistant ? { ...NOTHING, phishingResistant: true } : undefined;
};

/** The `acr` that is true of a sign-in: the first of `wanted` that it meets, else the strongest of all. */
export const acrOf = (proven: readonly Method[], wanted: readonly string[] = []): string => {
	const meets = (acr: string) => {
		const demand = demandOfAcr(acr);
		return demand !== undefined && isMet(proven, demand);
	};
	return wanted.find(meets) ?? acrs.findLast(meets) ?? ACR.any;
};
