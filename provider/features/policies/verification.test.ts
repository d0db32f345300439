import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { asFault } from "#common/faults/fault.ts";
import type { Demand, Method } from "../assurance/assurance.ts";
import { enforcedVerification, verificationOf } from "./verification.ts";

const rule = (verificationMethod: unknown) => ({ actions: { appSignOn: { verificationMethod } } });
const asked = (method: object): Demand => verificationOf(rule({ type: "ASSURANCE", ...method })).demand;
const constrained = (...constraints: readonly unknown[]): Demand => asked({ constraints });
const demand = (anyOf: readonly (readonly Method[])[], phishingResistant = false): Demand => ({
	second: "none",
	phishingResistant,
	anyOf,
});

describe("what an application's rule asks for", () => {
	it("one factor or two", () => {
		assert.equal(asked({ factorMode: "1FA" }).second, "none");
		assert.equal(asked({ factorMode: "2FA" }).second, "factor");
		assert.equal(asked({}).second, "none");
		assert.deepEqual(verificationOf({}).demand, demand([]));
	});

	it("Okta's constraints, by each of the ways in which they name a method", () => {
		const webauthn: readonly Method[] = ["security_key", "passkey"];
		const cases: readonly (readonly [object, Demand])[] = [
			[{ possession: { phishingResistant: "REQUIRED" } }, demand([], true)],
			[{ possession: { phishingResistant: "OPTIONAL", userPresence: "REQUIRED" } }, demand([])],
			[{ possession: { userVerification: "REQUIRED" } }, demand([["passkey"]], true)],
			[{ possession: { deviceBound: "REQUIRED" } }, demand([["totp", ...webauthn]])],
			[{ knowledge: { types: ["password"] } }, demand([["password"]])],
			[{ knowledge: { types: ["password"], required: false }, possession: {} }, demand([])],
			[{ possession: { required: true } }, demand([["totp", "email", "recovery_code", ...webauthn]])],
			[{ possession: { methods: ["OTP", "email"] } }, demand([["totp", "email"]])],
			[{ possession: { methods: ["webauthn"] } }, demand([], true)],
			[{ possession: { authenticationMethods: [{ key: "google_otp", method: "otp" }] } }, demand([["totp"]])],
			[{ possession: { authenticationMethods: [{ key: "okta_email" }, { key: "webauthn" }] } }, demand([["email", ...webauthn]])],
			[
				{ possession: { excludedAuthenticationMethods: [{ key: "okta_email" }] } },
				demand([["totp", "recovery_code", ...webauthn]]),
			],
			[{ knowledge: { types: ["password"] }, possession: { methods: ["totp"] } }, demand([["password"], ["totp"]])],
		];
		for (const [constraint, expected] of cases) assert.deepEqual(constrained(constraint), expected, JSON.stringify(constraint));
	});

	it("of several constraints one is enough, all of it", () => {
		const both = constrained(
			{ knowledge: { types: ["password"] }, possession: { methods: ["totp"] } },
			{ possession: { methods: ["webauthn"] } },
		);
		assert.deepEqual(
			both,
			demand([
				["password", "security_key", "passkey"],
				["totp", "security_key", "passkey"],
			]),
		);
		assert.deepEqual(
			constrained({ possession: { methods: ["totp"] } }, {}),
			demand([]),
			"one that asks for nothing is always met",
		);
		assert.deepEqual(
			constrained({ possession: { methods: ["totp"] } }, { possession: { methods: ["totp", "email"] } }),
			demand([["totp", "email"]]),
		);
	});

	it("a sign-in again after the shortest time that is named", () => {
		const minutes = (method: object) => verificationOf(rule(method)).reauthenticateMinutes;
		assert.equal(minutes({}), undefined);
		assert.equal(minutes({ reauthenticateIn: "PT0S" }), 0);
		assert.equal(minutes({ reauthenticateIn: "P1D", constraints: [{ knowledge: { reauthenticateIn: "PT2H" } }] }), 120);
	});

	it("nothing that cannot be asked for here; what was kept before is asked for at its strictest", () => {
		for (const method of [
			"ASSURANCE",
			[],
			{ type: "AUTH_METHOD_CHAIN" },
			{ factorMode: "3FA" },
			{ factorMode: 2 },
			{ reauthenticateIn: "2 hours" },
			{ reauthenticateIn: 7 },
			{ inactivityPeriod: "PT1H" },
			{ constraints: {} },
			{ constraints: ["x"] },
			{ constraints: [{ inherence: {} }] },
			{ constraints: [{ possession: [] }] },
			{ constraints: [{ possession: { hardwareProtection: "REQUIRED" } }] },
			{ constraints: [{ possession: { phishingResistant: true } }] },
			{ constraints: [{ possession: { methods: "otp" } }] },
			{ constraints: [{ possession: { methods: ["push"] } }] },
			{ constraints: [{ possession: { methods: ["constructor"] } }] },
			{ constraints: [{ possession: { methods: [7] } }] },
			{ constraints: [{ possession: { authenticationMethods: [{ key: "okta_verify" }] } }] },
			{ constraints: [{ possession: { authenticationMethods: ["webauthn"] } }] },
			{ constraints: [{ possession: { required: "yes" } }] },
			{ constraints: [{ possession: { somethingElse: "REQUIRED" } }] },
			{ constraints: Array.from({ length: 60 }, () => ({})) },
		]) {
			assert.throws(
				() => verificationOf(rule(method)),
				(thrown) => asFault(thrown).code === "invalid_request",
				JSON.stringify(method),
			);
			assert.deepEqual(enforcedVerification(rule(method)).demand, { second: "factor", phishingResistant: true, anyOf: [] });
		}
	});
});
