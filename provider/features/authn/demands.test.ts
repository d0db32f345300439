import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ACR, type Demand, type Method, NOTHING } from "../assurance/assurance.ts";
import { factorKinds } from "../factors/factors.ts";
import { type Next, NOTHING_ASKED, nextOf, type Standing } from "./demands.ts";

const OPTIONAL = { webauthn: "OPTIONAL", totp: "OPTIONAL", email: "OPTIONAL", question: "OPTIONAL" } as const;

const demands = {
	nothing: NOTHING,
	step: { ...NOTHING, second: "step" },
	factor: { ...NOTHING, second: "factor" },
	resistant: { ...NOTHING, second: "factor", phishingResistant: true },
	totp: { ...NOTHING, second: "factor", anyOf: [["totp"]] },
	email: { ...NOTHING, second: "factor", anyOf: [["email"]] },
	question: { ...NOTHING, second: "step", anyOf: [["question"]] },
	passkey: { ...NOTHING, second: "factor", anyOf: [["passkey"]] },
} as const satisfies Record<string, Demand>;

const webauthn: readonly Method[] = ["passkey", "security_key"];
const people = {
	nothing: [],
	totp: ["totp"],
	question: ["question"],
	email: ["email"],
	key: webauthn,
	codes: ["recovery_code"],
	appAndCodes: ["totp", "recovery_code"],
} as const satisfies Record<string, readonly Method[]>;

/** What somebody with a password is asked for: `in`; `set up` and what; a proof and of what. */
const said = (next: Next): string => {
	if (next.ask === "nothing") return "in";
	if (next.ask === "enrolment") return `set up ${next.kinds.join(" ")}`;
	return next.ask === "proof" ? next.methods.join(" ") : "out";
};

const asked = (more: Partial<Standing>): string =>
	said(
		nextOf({
			proven: ["password"],
			remembered: [],
			policy: NOTHING,
			asked: NOTHING_ASKED,
			available: [],
			enrolment: OPTIONAL,
			...more,
		}),
	);

const KEYS = "passkey security_key";
const ANYTHING = "set up webauthn totp email question";
const FACTORS = "set up webauthn totp email";

/** Rows: what the policy asks for. Columns: what the person has. */
const TABLE: Readonly<Record<keyof typeof demands, Readonly<Record<keyof typeof people, string>>>> = {
	nothing: { nothing: "in", totp: "in", question: "in", email: "in", key: "in", codes: "in", appAndCodes: "in" },
	step: {
		nothing: ANYTHING,
		totp: "totp",
		question: "question",
		email: "email",
		key: KEYS,
		codes: "recovery_code",
		appAndCodes: "totp recovery_code",
	},
	factor: {
		nothing: FACTORS,
		totp: "totp",
		question: "question",
		email: "email",
		key: KEYS,
		codes: "recovery_code",
		appAndCodes: "totp recovery_code",
	},
	resistant: {
		nothing: "set up webauthn",
		totp: "totp",
		question: "question",
		email: "email",
		key: KEYS,
		codes: "recovery_code",
		appAndCodes: "totp recovery_code",
	},
	totp: {
		nothing: "set up totp",
		totp: "totp",
		question: "question",
		email: "email",
		key: KEYS,
		codes: "recovery_code",
		appAndCodes: "totp",
	},
	email: {
		nothing: "set up email",
		totp: "totp",
		question: "question",
		email: "email",
		key: KEYS,
		codes: "recovery_code",
		appAndCodes: "totp recovery_code",
	},
	question: {
		nothing: "set up question",
		totp: "totp",
		question: "question",
		email: "email",
		key: KEYS,
		codes: "recovery_code",
		appAndCodes: "totp recovery_code",
	},
	passkey: {
		nothing: "set up webauthn",
		totp: "totp",
		question: "question",
		email: "email",
		key: "passkey",
		codes: "recovery_code",
		appAndCodes: "totp recovery_code",
	},
};

describe("what a sign-in asks for after a password", () => {
	for (const [policy, row] of Object.entries(TABLE))
		for (const [person, expected] of Object.entries(row))
			it(`policy: ${policy}; the person has: ${person}`, () => {
				const standing = { policy: demands[policy as keyof typeof demands], available: people[person as keyof typeof people] };
				assert.equal(asked(standing), expected);
			});

	it("whoever has factors that do not reach proves one of them before another is set up", () => {
		const standing = { policy: demands.resistant, available: people.appAndCodes };
		assert.equal(asked(standing), "totp recovery_code");
		assert.equal(asked({ ...standing, proven: ["password", "totp"] }), "set up webauthn");
		assert.equal(asked({ ...standing, proven: ["password", "recovery_code"] }), "set up webauthn");
	});

	it("an answer to a question gains nobody another factor where the owner has one of another kind", () => {
		const standing = { policy: demands.resistant, available: ["question", "totp"] as const };
		assert.equal(asked(standing), "totp");
		assert.equal(asked({ ...standing, proven: ["password", "question"] }), "totp");
		assert.equal(asked({ ...standing, proven: ["password", "totp"] }), "set up webauthn");
	});

	it("a mailed code is no second factor of a password that came by the same mail", () => {
		const mailed = { spent: ["email"] as const, policy: demands.factor };
		assert.equal(asked({ ...mailed, available: ["email"] }), "out");
		assert.equal(asked({ ...mailed, available: ["email", "totp"] }), "totp");
		assert.equal(asked(mailed), "set up webauthn totp");
	});

	it("what nobody may set up cannot be asked for", () => {
		const enrolment = { ...OPTIONAL, webauthn: "NOT_ALLOWED" } as const;
		assert.equal(asked({ policy: demands.resistant, enrolment }), "out");
		assert.equal(asked({ policy: demands.resistant, enrolment, available: ["totp"], proven: ["password", "totp"] }), "out");
	});

	it("what everybody has to have is asked for once the sign-in is complete, after a factor that there is", () => {
		const enrolment = { ...OPTIONAL, totp: "REQUIRED" } as const;
		assert.equal(asked({ enrolment }), "set up totp");
		assert.equal(asked({ enrolment, available: ["email"] }), "email");
		assert.equal(asked({ enrolment, available: ["email"], proven: ["password", "email"] }), "set up totp");
		assert.equal(asked({ enrolment, available: ["totp"] }), "in");
	});

	it("what is remembered counts for the policy, and never for the application", () => {
		const remembered = ["password", "totp"] as const;
		const available = ["totp"] as const;
		assert.equal(asked({ policy: demands.factor, remembered, available }), "in");
		assert.equal(asked({ policy: demands.totp, remembered, available }), "in");
		assert.equal(asked({ policy: demands.passkey, remembered, available: ["totp", ...webauthn] }), "passkey");
		const wish = { demand: NOTHING, acrs: [ACR.twoFactors] };
		assert.equal(asked({ policy: demands.factor, remembered, available, asked: wish }), "totp");
		assert.equal(asked({ remembered, available, asked: { demand: demands.factor, acrs: [] } }), "totp");
		const next = nextOf({ ...standingOf(), policy: demands.factor, remembered, available });
		assert.deepEqual(next, { ask: "nothing", bypassed: true });
	});

	it("a wish of the application is asked for as far as the person can reach it", () => {
		const wish = (...acrs: string[]) => ({ asked: { demand: NOTHING, acrs } });
		assert.equal(asked(wish(ACR.phishingResistant, ACR.twoFactors)), "in");
		assert.equal(asked({ ...wish(ACR.phishingResistant, ACR.twoFactors), available: ["totp"] }), "totp");
		assert.equal(asked({ ...wish(ACR.phishingResistant), available: ["totp", ...webauthn] }), KEYS);
		assert.equal(asked({ ...wish("unknown", ACR.any), available: ["totp"] }), "in");
	});

	it("a passkey is two factors, and asks for nothing more", () => {
		for (const policy of [demands.step, demands.factor, demands.resistant, demands.passkey])
			assert.equal(asked({ proven: ["passkey"], policy, available: webauthn }), "in");
		assert.equal(asked({ proven: ["passkey"], policy: demands.totp, available: webauthn }), "set up totp");
	});

	it("knows every kind of factor", () => assert.deepEqual([...factorKinds].sort(), Object.keys(OPTIONAL).sort()));
});

const standingOf = (): Standing => ({
	proven: ["password"],
	remembered: [],
	policy: NOTHING,
	asked: NOTHING_ASKED,
	available: [],
	enrolment: OPTIONAL,
});
