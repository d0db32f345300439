import { minutesOf } from "#common/words/duration.ts";
import type { PolicyType, Rule } from "./types.ts";

/** Okta's word for "as long as the session": five years. */
export const WHILE_SESSION = "PT43800H";

const DAY = 1_440;

/** `90` as `1 h 30 min`. */
export const minutesText = (minutes: number): string => {
	if (minutes > 0 && minutes % DAY === 0) return minutes === DAY ? "1 day" : `${minutes / DAY} days`;
	const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
	return [...(hours > 0 ? [`${hours} h`] : []), ...(rest > 0 || hours === 0 ? [`${rest} min`] : [])].join(" ");
};

/** Minutes of an ISO 8601 duration, whole ones. */
export const minutesIn = (duration: string): number => Math.ceil(minutesOf(duration) ?? 0);

export const METHODS: Readonly<Record<string, string>> = {
	password: "Password",
	question: "Security question",
	totp: "Code of an authenticator app",
	email: "Code by email",
	recovery_code: "Recovery code",
	security_key: "Security key",
	passkey: "Passkey",
};

export const KINDS: Readonly<Record<string, string>> = {
	webauthn: "Passkey",
	totp: "Authenticator app",
	email: "Code by email",
	question: "Security question",
};

/** The methods that a rule can name. */
export const NAMEABLE: Readonly<Record<string, string>> = {
	otp: "Code of an authenticator app",
	webauthn: "Passkey or security key",
	email: "Code by email",
};

/** Why a rule was passed over. */
export const FAILED: Readonly<Record<string, string>> = {
	policy: "its policy is for other people",
	people: "it is for other people",
	network: "it is for other networks",
	device: "it is for other devices",
	kind: "it is not for sign-ins with a browser",
	other: "it has a condition that cannot be told here",
};

/** Where and with what a rule applies, as far as the rule says so; the names of groups and networks stand beside it. */
export const deviceText = ({ conditions }: Rule): string | undefined => {
	const known = conditions?.device?.known;
	return known === undefined ? undefined : known ? "Known device" : "New device";
};

const againText = (duration: string | undefined): string => {
	if (duration === undefined || minutesIn(duration) >= minutesIn(WHILE_SESSION)) return "";
	const minutes = minutesIn(duration);
	return minutes === 0 ? "sign in every time" : `sign in again after ${minutesText(minutes)}`;
};

const PROMPTS = { ALWAYS: "at every sign-in", SESSION: "once in a session", DEVICE: "once on a device" } as const;

const signOnText = (rule: Rule): string => {
	const { access, requireFactor, factorPromptMode = "ALWAYS", factorLifetime = 15 } = rule.actions?.signon ?? {};
	if (access === "DENY") return "Deny";
	if (!requireFactor) return "Allow";
	const often = factorPromptMode === "DEVICE" ? `for ${minutesText(factorLifetime)}` : "";
	return `Ask for a second factor, ${PROMPTS[factorPromptMode]} ${often}`.trim();
};

const accessText = (rule: Rule): string => {
	const { access, verificationMethod } = rule.actions?.appSignOn ?? {};
	if (access === "DENY") return "Deny";
	const { factorMode, constraints = [], reauthenticateIn } = verificationMethod ?? {};
	const factors = factorMode === "2FA" ? "Ask for two factors" : constraints.length > 0 ? "Ask" : "Allow";
	const which = constraints.length === 0 ? "" : constraintText(constraints);
	const again = againText(reauthenticateIn);
	return [factors + which, ...(again === "" ? [] : [again])].join("; ");
};

const constraintText = (constraints: NonNullable<NonNullable<ReturnType<typeof verificationOf>>["constraints"]>): string => {
	const possession = constraints[0]?.["possession"];
	if (constraints.length > 1 || possession === undefined) return " for what the API says";
	if (possession["phishingResistant"] === "REQUIRED") return " for a passkey or security key";
	const methods = possession["methods"];
	if (!Array.isArray(methods)) return " for what the API says";
	return `: ${methods.map((method) => NAMEABLE[String(method)] ?? String(method)).join(" or ")}`;
};

const verificationOf = (rule: Rule) => rule.actions?.appSignOn?.verificationMethod;

const allowed = (rule: Rule, action: "selfServicePasswordReset" | "selfServiceUnlock") =>
	rule.actions?.[action]?.access === "ALLOW";

const selfServiceText = (rule: Rule): string => {
	const may = [
		...(allowed(rule, "selfServicePasswordReset") ? ["ask for another password by mail"] : []),
		...(allowed(rule, "selfServiceUnlock") ? ["unlock their account by mail"] : []),
	];
	return may.length === 0 ? "People turn to an administrator" : `People may ${may.join(" and ")}`;
};

/** What a rule does, in a few words. */
export const thenText = (type: PolicyType, rule: Rule): string => {
	if (type === "OKTA_SIGN_ON") return signOnText(rule);
	return type === "ACCESS_POLICY" ? accessText(rule) : selfServiceText(rule);
};
