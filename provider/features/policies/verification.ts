/**
 * What the rule of an application's policy asks for: Okta's assurance (factors, kinds of them, how often). Objects in `constraints` are
 * alternatives, what one of them says holds all at once; here that becomes lists of which each wants one method.
 */
import { type Fault, fieldFault } from "#common/faults/fault.ts";
import { minutesOf } from "#common/words/duration.ts";
import { type Demand, methods as everyMethod, type Method, NOTHING } from "../assurance/assurance.ts";
import { at } from "./document.ts";
import type { Document } from "./policies.table.ts";

export interface Verification {
	readonly demand: Demand;
	/** The shortest of what is named; undefined where nothing is. */
	readonly reauthenticateMinutes: number | undefined;
}

const AT = "actions.appSignOn.verificationMethod";
const CLASSES = ["knowledge", "possession"] as const;
const POSSESSION: readonly Method[] = ["totp", "email", "recovery_code", "security_key", "passkey"];
const OF_CLASS: Readonly<Record<(typeof CLASSES)[number], readonly Method[]>> = {
	knowledge: ["password", "question", "passkey"],
	possession: POSSESSION,
};
const WEBAUTHN: readonly Method[] = ["security_key", "passkey"];

/** Okta's names of methods, types and authenticators, in lower case, beside our own. */
const NAMES: Readonly<Record<string, readonly Method[]>> = {
	...Object.fromEntries(everyMethod.map((method) => [method, [method]])),
	otp: ["totp"],
	app: ["totp"],
	google_otp: ["totp"],
	okta_otp: ["totp"],
	okta_email: ["email"],
	okta_password: ["password"],
	security_question: ["question"],
	webauthn: WEBAUTHN,
	security_key: WEBAUTHN,
};
const MARKS: Readonly<Record<string, readonly Method[] | undefined>> = {
	phishingResistant: WEBAUTHN,
	userVerification: ["passkey"],
	deviceBound: ["totp", ...WEBAUTHN],
	/** Every one of ours wants somebody there. */
	userPresence: undefined,
};
const KNOWN: ReadonlySet<string> = new Set([
	...Object.keys(MARKS),
	"hardwareProtection",
	"required",
	"reauthenticateIn",
	"types",
	"methods",
	"authenticationMethods",
	"excludedAuthenticationMethods",
]);
/** Lists that alternatives may grow to. */
const MOST = 64;

const refusal = (path: string, message: string): Fault => fieldFault("invalid_request", `${AT}.${path}`, message);
const isObject = (value: unknown): value is Document => typeof value === "object" && value !== null && !Array.isArray(value);

const methodsCalled = (name: unknown, path: string): readonly Method[] => {
	const key = String(name).toLowerCase();
	const found = typeof name === "string" && Object.hasOwn(NAMES, key) ? NAMES[key] : undefined;
	if (found === undefined)
		throw refusal(
			path,
			`${String(name).slice(0, 50)} is no method here: use password, otp, webauthn, email or security_question.`,
		);
	return found;
};

const listAt = (object: Document, name: string, path = ""): readonly unknown[] => {
	const value = object[name] ?? [];
	if (!Array.isArray(value) || value.length > 50) throw refusal(`${path}${name}`, "Use a list.");
	return value;
};

const keyed = (given: unknown, path: string): readonly Method[] =>
	methodsCalled(isObject(given) ? given["key"] : undefined, `${path}.key`);

/** Of each list one, for what one class of a constraint says. */
const listsOfClass = (given: Document, kind: (typeof CLASSES)[number], path: string): (readonly Method[])[] => {
	for (const name of Object.keys(given))
		if (!KNOWN.has(name)) throw refusal(`${path}.${name}`, "This is not known here: leave it out.");
	if (given["hardwareProtection"] === "REQUIRED")
		throw refusal(`${path}.hardwareProtection`, "Whether a key is kept in hardware is not known here: use OPTIONAL.");
	const marks = Object.entries(MARKS).flatMap(([name, list]) => {
		const value = given[name] ?? "OPTIONAL";
		if (value !== "OPTIONAL" && value !== "REQUIRED") throw refusal(`${path}.${name}`, "Use OPTIONAL or REQUIRED.");
		return value === "REQUIRED" && list !== undefined ? [list] : [];
	});
	const named = ["types", "methods"].map((name) =>
		listAt(given, name, `${path}.`).flatMap((one) => methodsCalled(one, `${path}.${name}`)),
	);
	const [allowed, excluded] = ["authenticationMethods", "excludedAuthenticationMethods"].map((name) =>
		listAt(given, name, `${path}.`).flatMap((one) => keyed(one, `${path}.${name}`)),
	);
	const left = excluded?.length ? [OF_CLASS[kind].filter((method) => !excluded.includes(method))] : [];
	const { required } = given;
	if (required !== undefined && typeof required !== "boolean") throw refusal(`${path}.required`, "Use true or false.");
	if (required === false) return [];
	const lists = [...marks, ...[...named, allowed ?? []].filter((list) => list.length > 0), ...left];
	return lists.length > 0 || required === undefined ? lists : [OF_CLASS[kind]];
};

const minutesAt = (value: unknown, path: string): number[] => {
	if (value === undefined || value === null) return [];
	const minutes = typeof value === "string" ? minutesOf(value) : undefined;
	if (minutes === undefined) throw refusal(path, "Use a duration such as PT0S, PT2H or P7D.");
	return [minutes];
};

const contains = (list: readonly Method[], other: readonly Method[]): boolean => other.every((method) => list.includes(method));

/** Lists that say the same with fewer: of two of which one holds the other, the smaller one. */
const shortest = (lists: readonly (readonly Method[])[]): readonly (readonly Method[])[] => {
	const distinct = [...new Map(lists.map((list) => [[...new Set(list)].sort().join(), [...new Set(list)]])).values()];
	return distinct.filter((list) => !distinct.some((other) => other !== list && contains(list, other)));
};

/** @throws Fault `invalid_request` for what cannot be asked for here. */
export const verificationOf = (document: Document): Verification => {
	const method = at(document, AT);
	if (method === undefined || method === null) return { demand: NOTHING, reauthenticateMinutes: undefined };
	if (!isObject(method)) throw fieldFault("invalid_request", AT, "Use an object.");
	const {
		type = "ASSURANCE",
		factorMode = "1FA",
		reauthenticateIn,
		inactivityPeriod,
	} = method as Readonly<Record<string, unknown>>;
	if (type !== "ASSURANCE") throw refusal("type", "Use ASSURANCE.");
	if (factorMode !== "1FA" && factorMode !== "2FA") throw refusal("factorMode", "Use 1FA or 2FA.");
	if (inactivityPeriod !== undefined && inactivityPeriod !== null)
		throw refusal("inactivityPeriod", "This is not known here: sessions that are not used end by the sign-on policy.");
	const constraints = listAt(method, "constraints");
	const minutes = minutesAt(reauthenticateIn, "reauthenticateIn");
	const alternatives = constraints.map((constraint, index) => {
		const path = `constraints[${index}]`;
		if (!isObject(constraint)) throw refusal(path, "Use an object.");
		return Object.entries(constraint).flatMap(([kind, given]) => {
			if (kind !== "knowledge" && kind !== "possession") throw refusal(`${path}.${kind}`, "Use knowledge or possession.");
			if (!isObject(given)) throw refusal(`${path}.${kind}`, "Use an object.");
			minutes.push(...minutesAt(given["reauthenticateIn"], `${path}.${kind}.reauthenticateIn`));
			return listsOfClass(given, kind, `${path}.${kind}`);
		});
	});
	const lists = alternatives.reduce<readonly (readonly Method[])[]>(
		(joined, one, index) => (index === 0 ? one : shortest(joined.flatMap((list) => one.map((other) => [...list, ...other])))),
		[],
	);
	if (lists.length > MOST) throw refusal("constraints", "These are too many alternatives.");
	const phishingResistant = lists.some((list) => contains(WEBAUTHN, list));
	return {
		demand: {
			second: factorMode === "2FA" ? "factor" : "none",
			phishingResistant,
			anyOf: shortest(lists).filter((list) => !phishingResistant || !contains(list, WEBAUTHN)),
		},
		reauthenticateMinutes: minutes.length === 0 ? undefined : Math.min(...minutes),
	};
};

/** As `verificationOf`; of what was kept before it was checked, and cannot be understood, the strictest. */
export const enforcedVerification = (document: Document): Verification => {
	try {
		return verificationOf(document);
	} catch {
		return { demand: { second: "factor", phishingResistant: true, anyOf: [] }, reauthenticateMinutes: undefined };
	}
};
