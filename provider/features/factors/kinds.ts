import type { FactorKind } from "../policies/policies.ts";
import type { FactorType } from "./factors.ts";

/** What policies of enrolment speak of, under Okta's names in `factorType`. They do not speak of recovery codes. */
const TYPES: Readonly<Record<FactorKind, FactorType>> = {
	webauthn: "webauthn",
	totp: "token:software:totp",
	email: "email",
	question: "question",
};

/** What people can set up for themselves, the strongest first. */
export const factorKinds = ["webauthn", "totp", "email", "question"] as const satisfies readonly FactorKind[];

export const typeOf = (kind: FactorKind): FactorType => TYPES[kind];

export const kindOf = (factorType: string): FactorKind | undefined => factorKinds.find((kind) => TYPES[kind] === factorType);
