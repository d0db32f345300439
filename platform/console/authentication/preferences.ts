import { ApiError } from "#common/ui/api/ApiError.ts";
import type { Check, CheckedField, Configuration, Preferences, Proof } from "../api.ts";

/** What the form begins with: the saved configuration, whose secret never comes back. */
export const preferencesOf = (saved: Configuration): Preferences => ({
	method: saved.method,
	clientId: saved.clientId,
	clientSecret: "",
	issuer: saved.issuer,
	additionalScopes: saved.additionalScopes,
	enableAccessTokens: saved.enableAccessTokens,
	disableBuiltIn: saved.disableBuiltIn,
	automaticAccountCreation: saved.automaticAccountCreation,
	clientAuthentication: saved.clientAuthentication,
	allowedEmailDomains: saved.allowedEmailDomains,
	claims: saved.claims,
	unsaidEmail: saved.unsaidEmail,
	authorizationParameters: saved.authorizationParameters,
	userinfo: saved.userinfo,
	followRenames: saved.followRenames,
	endSessionsWithTokens: saved.endSessionsWithTokens,
	groupRoles: saved.groupRoles,
});

/** What is wrong with a field: from a refused check, or from an answer that refused the request before any check. */
export type Trouble = Pick<Check, "message" | "expected" | "actual" | "suggestion"> & {
	/** A member of the preferences, or a path into one (`claims.email`). */
	readonly field: string;
};

/** An attempt to save or check: what was sent, what was found about it, and the error that is no refused check. */
export interface Attempt {
	/** What of the form was sent; undefined where it was nothing that stands in the form. */
	readonly sent: Preferences | undefined;
	readonly checks: readonly Check[];
	readonly troubles: readonly Trouble[];
	readonly outcome: "saved" | "passed" | "refused" | "failed";
	readonly error: Error | null;
	/** When the settings were saved that it is told beside: it is not told any longer once others are in force. */
	readonly savedAt?: string | null;
	/** Who was seen to get in on what was checked. */
	readonly proof?: Proof | null;
}

/** The checks with `verdict`, each at every field that it may be about. */
const besideFields = (checks: readonly Check[], verdict: Check["verdict"]): readonly Trouble[] =>
	checks
		.filter((check) => check.verdict === verdict)
		.flatMap((check) => [check.field, check.also].flatMap((field) => (field ? [{ ...check, field }] : [])));

/** An attempt that was answered. */
export const answered = (sent: Attempt["sent"], checks: readonly Check[], outcome: "saved" | "passed" | "refused"): Attempt => ({
	sent,
	checks,
	troubles: besideFields(checks, "refused"),
	outcome,
	error: null,
});

/** An attempt whose request was refused: by the checks, by a field, or for another reason altogether. */
export const thrown = (sent: Attempt["sent"], error: Error): Attempt => {
	const checks = checksIn(error);
	if (checks) return answered(sent, checks, "refused");
	const { fields = [] } = bodyOf(error);
	return { sent, checks: [], troubles: fields, outcome: "failed", error };
};

/** The checks that a request was refused by, if it was by checks. */
export const checksIn = (error: Error | null): readonly Check[] | undefined => bodyOf(error).checks;

const bodyOf = (error: Error | null) =>
	((error instanceof ApiError && error.body) || {}) as { checks?: readonly Check[]; fields?: readonly Trouble[] };

/** Whether a field still holds what was sent: a fault is not shown any longer once the person has changed what it was about. */
const isAsSent = (field: string, { sent }: Attempt, draft: Preferences): boolean => {
	const name = field.split(".", 1)[0] as keyof Preferences;
	return sent !== undefined && isTheSame(sent[name], draft[name]);
};

/** What is wrong with one field, or with something in it. */
export const troublesOf = (field: string, attempt: Attempt | undefined, draft: Preferences): readonly Trouble[] =>
	attempt === undefined || !isAsSent(field, attempt, draft)
		? []
		: attempt.troubles.filter((trouble) => trouble.field === field || trouble.field.startsWith(`${field}.`));

/** What could not be told about one field, where that is all there is to say of it. */
export const doubtsOf = (field: CheckedField, attempt: Attempt | undefined, draft: Preferences): readonly Trouble[] =>
	attempt === undefined || attempt.troubles.length > 0 || !isAsSent(field, attempt, draft)
		? []
		: besideFields(attempt.checks, "could-not-tell").filter((doubt) => doubt.field === field);

/** What a suggestion makes of the draft. */
export const take = ({ field, value }: NonNullable<Check["suggestion"]>): Partial<Preferences> => {
	if (field === "redirectUri" || field === "disableBuiltIn") return {};
	return { [field]: field === "additionalScopes" ? scopesOf(value) : value };
};

/** Scopes as a person types them: separated by blanks or commas, each once. */
export const scopesOf = (text: string): readonly string[] => [...new Set(text.split(/[\s,]+/).filter(Boolean))];

/** As far as it decides whether a sign-in succeeds: the rest may change, and what was proven stays proven. */
const proven = (preferences: Preferences): Preferences => ({
	...preferences,
	enableAccessTokens: false,
	disableBuiltIn: false,
	followRenames: false,
	endSessionsWithTokens: false,
});

/** Whether what was seen to work with one set of preferences holds for the other. */
export const proveTheSame = (one: Preferences, other: Preferences): boolean => samePreferences(proven(one), proven(other));

/** What the form holds once `sent` is saved: the saved values, but for what was typed since it was sent. */
export const afterSaving = (typed: Preferences, sent: Preferences, saved: Configuration): Preferences => {
	const since = Object.entries(typed).filter(([name, value]) => !isTheSame(value, sent[name as keyof Preferences]));
	return { ...preferencesOf(saved), ...Object.fromEntries(since) };
};

const isTheSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** Whether two sets of preferences are the same to the letter. */
export const samePreferences = (one: Preferences, other: Preferences): boolean => isTheSame(one, other);
