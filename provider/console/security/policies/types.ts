/** Policies as the API answers them, as far as the pages read them. What they do not read goes back as it came. */
export type PolicyType = "OKTA_SIGN_ON" | "ACCESS_POLICY" | "PASSWORD" | "MFA_ENROLL";
export const POLICIES = "/api/v1/policies";

export interface Lists {
	readonly include?: readonly string[];
	readonly exclude?: readonly string[];
}

export interface People {
	readonly users?: Lists;
	readonly groups?: Lists;
}

export interface Policy {
	readonly id: string;
	readonly type: PolicyType;
	readonly name: string;
	readonly description?: string;
	readonly status: "ACTIVE" | "INACTIVE";
	/** Counts from 1. */
	readonly priority: number;
	/** Built in: always last, and for everybody. */
	readonly system: boolean;
	readonly conditions?: { readonly people?: People };
	readonly settings?: Readonly<Record<string, unknown>>;
	readonly _embedded?: { readonly rules: readonly Rule[] };
}

export interface SignOnActions {
	readonly access?: "ALLOW" | "DENY";
	readonly requireFactor?: boolean;
	readonly factorPromptMode?: "ALWAYS" | "SESSION" | "DEVICE";
	readonly factorLifetime?: number;
	readonly session?: { readonly maxSessionIdleMinutes?: number; readonly maxSessionLifetimeMinutes?: number };
}

export interface Verification {
	readonly type?: string;
	readonly factorMode?: "1FA" | "2FA";
	readonly reauthenticateIn?: string;
	readonly constraints?: readonly Readonly<Record<string, Readonly<Record<string, unknown>>>>[];
}

export interface Rule {
	readonly id: string;
	readonly name: string;
	readonly status: "ACTIVE" | "INACTIVE";
	readonly priority: number;
	readonly system: boolean;
	readonly conditions?: {
		readonly people?: People;
		readonly network?: Lists & { readonly connection?: "ANYWHERE" | "ZONE" };
		readonly device?: { readonly known?: boolean };
	};
	readonly actions?: {
		readonly signon?: SignOnActions;
		readonly appSignOn?: { readonly access?: "ALLOW" | "DENY"; readonly verificationMethod?: Verification };
		readonly selfServicePasswordReset?: { readonly access?: string };
		readonly selfServiceUnlock?: { readonly access?: string };
	};
}

/** What *Try it* answers. */
export interface Verdict {
	readonly outcome: "denied" | "nothing" | "proof" | "enrolment" | "impossible";
	/** What they are asked for. */
	readonly methods: readonly string[];
	/** What they are asked to set up. */
	readonly kinds: readonly string[];
	readonly sessionMinutes: number;
	readonly idleMinutes: number;
	readonly reauthenticateMinutes?: number;
	readonly decidedBy: readonly NamedRule[];
	readonly asked: readonly (NamedRule & { readonly failed?: "policy" | "people" | "network" | "device" | "kind" | "other" })[];
	readonly ways: readonly { readonly method: string; readonly has: boolean }[];
}

export interface NamedRule {
	readonly type: "OKTA_SIGN_ON" | "ACCESS_POLICY";
	readonly policyId: string;
	readonly policyName: string;
	readonly ruleId: string;
	readonly ruleName: string;
}

/** A policy to be tried as though it were active, with a rule of it as it might be. */
export interface Draft {
	readonly policyId: string;
	readonly rule?: { readonly id?: string; readonly name: string; readonly conditions?: unknown; readonly actions?: unknown };
}
