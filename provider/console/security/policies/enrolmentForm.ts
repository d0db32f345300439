import type { Policy } from "./types.ts";

export const CHOICES = [
	{ value: "OPTIONAL", label: "If they like" },
	{ value: "REQUIRED", label: "Required" },
	{ value: "NOT_ALLOWED", label: "Not allowed" },
] as const;

/** Factors by their names among FACTORS and among AUTHENTICATORS. */
export const KINDS = [
	{ kind: "webauthn", label: "Passkeys and security keys", factors: ["fido_webauthn"], key: "webauthn" },
	{ kind: "totp", label: "Authenticator app", factors: ["okta_otp", "google_otp"], key: "google_otp" },
	{ kind: "email", label: "Code by email", factors: ["okta_email"], key: "okta_email" },
	{ kind: "question", label: "Security question", factors: ["okta_question"], key: "security_question" },
] as const;

export type EnrolmentForm = Readonly<Record<string, string>>;
type Enrolled = { readonly enroll?: { readonly self?: string } };
type Factors = Readonly<Record<string, Enrolled>>;
type Authenticators = readonly (Enrolled & { readonly key?: string })[];

/** What a policy says, for the form. Of two names for one factor, the one that asks for more counts, as at the server. */
export const formOf = (policy: Policy | undefined): EnrolmentForm => {
	const {
		type,
		factors = {},
		authenticators = [],
	} = (policy?.settings ?? {}) as {
		type?: string;
		factors?: Factors;
		authenticators?: Authenticators;
	};
	return Object.fromEntries(
		KINDS.map(({ kind, factors: names, key }) => {
			const said =
				type === "AUTHENTICATORS"
					? authenticators.filter((one) => one.key === key).map((one) => one.enroll?.self)
					: names.map((name) => factors[name]?.enroll?.self);
			return [kind, ["REQUIRED", "OPTIONAL", "NOT_ALLOWED"].find((choice) => said.includes(choice)) ?? "OPTIONAL"];
		}),
	);
};

/** What goes to the API, among factors or authenticators as it was. */
export const settingsOf = (form: EnrolmentForm, policy: Policy | undefined): object => {
	const settings = (policy?.settings ?? { type: "FACTORS" }) as {
		type?: string;
		factors?: Factors;
		authenticators?: Authenticators;
	};
	const self = (before: Enrolled | undefined, kind: string) => ({ ...before, enroll: { ...before?.enroll, self: form[kind] } });
	if (settings.type === "AUTHENTICATORS") {
		const others = (settings.authenticators ?? []).filter(({ key }) => !KINDS.some((one) => one.key === key));
		const ours = KINDS.map(({ kind, key }) => ({
			...self(
				settings.authenticators?.find((one) => one.key === key),
				kind,
			),
			key,
		}));
		return { ...settings, authenticators: [...others, ...ours] };
	}
	const ours = KINDS.flatMap(({ kind, factors }) => factors.map((name) => [name, self(settings.factors?.[name], kind)]));
	return { ...settings, type: "FACTORS", factors: { ...settings.factors, ...Object.fromEntries(ours) } };
};

/** What a policy says, in words. */
export const enrolmentFacts = (policy: Policy): readonly (readonly [string, string])[] => {
	const form = formOf(policy);
	return KINDS.map(({ kind, label }) => [label, CHOICES.find(({ value }) => value === form[kind])?.label ?? ""]);
};
