import { fieldFault } from "#common/faults/fault.ts";
import type { Db } from "../../database.ts";
import { at } from "./document.ts";
import { policyFor } from "./evaluation.ts";
import type { Document } from "./policies.table.ts";

/** Kinds of factors that a policy of enrolment speaks of. */
export type FactorKind = "totp" | "question" | "email" | "webauthn";

/** Whether people may, need or need not set up a factor. */
export const enrolments = ["REQUIRED", "OPTIONAL", "NOT_ALLOWED"] as const;
export type Enrolment = (typeof enrolments)[number];

/** What the two sorts of such policies call them: FACTORS and AUTHENTICATORS. */
const FACTOR_NAMES: Readonly<Record<string, FactorKind>> = {
	okta_otp: "totp",
	google_otp: "totp",
	okta_question: "question",
	okta_email: "email",
	fido_webauthn: "webauthn",
};
const AUTHENTICATOR_KEYS: Readonly<Record<string, FactorKind>> = {
	google_otp: "totp",
	security_question: "question",
	okta_email: "email",
	webauthn: "webauthn",
};
/** Everybody has one, by another way. */
const PASSWORD_KEY = "okta_password";

interface Said {
	readonly path: string;
	/** Undefined for a factor that is not here. */
	readonly kind: FactorKind | undefined;
	readonly self: unknown;
}

const known = (names: Readonly<Record<string, FactorKind>>, name: unknown): FactorKind | undefined =>
	typeof name === "string" && Object.hasOwn(names, name) ? names[name] : undefined;

/** All that a policy says of factors. */
const saidOf = (document: Document): readonly Said[] => {
	if (at(document, "settings.type") === "AUTHENTICATORS") {
		const authenticators = at(document, "settings.authenticators");
		return (Array.isArray(authenticators) ? authenticators : [])
			.filter((one) => at(one, "key") !== PASSWORD_KEY)
			.map((one, index) => ({
				path: `settings.authenticators[${index}].enroll.self`,
				kind: known(AUTHENTICATOR_KEYS, at(one, "key")),
				self: at(one, "enroll.self"),
			}));
	}
	const factors = at(document, "settings.factors");
	const entries = typeof factors === "object" && factors !== null ? Object.entries(factors) : [];
	return entries.map(([name, one]) => ({
		path: `settings.factors.${name}.enroll.self`,
		kind: known(FACTOR_NAMES, name),
		self: at(one, "enroll.self"),
	}));
};

/** @throws Fault `invalid_request` for what is no such policy, or requires a factor that nobody can set up here. */
export const checkEnrolment = (document: Document): void => {
	const type = at(document, "settings.type");
	if (type !== undefined && type !== "FACTORS" && type !== "AUTHENTICATORS")
		throw fieldFault("invalid_request", "settings.type", "Use FACTORS or AUTHENTICATORS.");
	for (const [path, list] of [
		["settings.factors", false],
		["settings.authenticators", true],
	] as const) {
		const value = at(document, path);
		if (value !== undefined && value !== null && (typeof value !== "object" || Array.isArray(value) !== list))
			throw fieldFault("invalid_request", path, `Use ${list ? "a list" : "an object"}.`);
	}
	for (const { path, kind, self } of saidOf(document)) {
		if (self !== undefined && !enrolments.some((one) => one === self))
			throw fieldFault("invalid_request", path, `Use one of ${enrolments.join(", ")}.`);
		if (kind === undefined && self === "REQUIRED")
			throw fieldFault("invalid_request", path, "Nobody can set up this factor here: do not require it.");
	}
};

/** What one policy says of every kind of factor. Of two names for one kind, the one that lets people have it counts. */
const enrolmentIn = (document: Document | undefined): Readonly<Record<FactorKind, Enrolment>> => {
	const said = document === undefined ? [] : saidOf(document);
	const of = (kind: FactorKind): Enrolment =>
		enrolments.find((one) => said.some((each) => each.kind === kind && each.self === one)) ?? "OPTIONAL";
	return { totp: of("totp"), question: of("question"), email: of("email"), webauthn: of("webauthn") };
};

/** What the first policy of enrolment that is for this person says. */
export const enrolmentFor = async (db: Db, userId: string): Promise<Readonly<Record<FactorKind, Enrolment>>> => {
	const policy = await policyFor(db, "MFA_ENROLL", { userId });
	return enrolmentIn(policy?.document);
};
