import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ACR, acrOf, amrOf, both, canMeet, demandOfAcr, helpful, isMet, methods, methodsOfAmr, NOTHING } from "./assurance.ts";

const TWO = { ...NOTHING, second: "factor" } as const;

describe("assurance (RFC 8176, OpenID Connect Core section 2)", () => {
	it("amr tells every method apart, alone and after a password", () => {
		for (const method of methods) {
			assert.deepEqual(methodsOfAmr(amrOf([method])), [method]);
			assert.deepEqual(methodsOfAmr(amrOf(["password", method])), [...new Set(["password", method])]);
		}
	});

	it("two of the same kind are not two factors, and a passkey alone is", () => {
		assert.equal(isMet(["password", "question"], TWO), false);
		assert.equal(isMet(["totp", "email"], TWO), false);
		assert.equal(isMet(["password", "totp"], TWO), true);
		assert.equal(isMet(["passkey"], TWO), true);
		assert.deepEqual(amrOf(["password", "question"]), ["pwd", "kba"]);
		assert.deepEqual(amrOf(["password", "totp"]), ["pwd", "otp", "mfa"]);
		assert.equal(isMet(["password", "question"], { ...NOTHING, second: "step" }), true);
		assert.equal(isMet(["password"], { ...NOTHING, second: "step" }), false);
	});

	it("acr is the strongest that is true, or the first true one that was asked for", () => {
		assert.equal(acrOf(["password"]), ACR.password);
		assert.equal(acrOf(["password", "question"]), ACR.password);
		assert.equal(acrOf(["password", "totp"]), ACR.twoFactors);
		assert.equal(acrOf(["passkey"]), ACR.phishingResistant);
		assert.equal(acrOf(["passkey"], ["urn:unknown", ACR.password, ACR.twoFactors]), ACR.twoFactors);
		assert.equal(acrOf(["password"], [ACR.phishingResistant]), ACR.password);
		assert.equal(demandOfAcr("urn:unknown"), undefined);
	});

	it("only what helps is asked for", () => {
		assert.deepEqual(helpful(["password"], TWO, ["question", "totp", "passkey"]), ["totp", "passkey"]);
		assert.deepEqual(helpful(["password"], { ...NOTHING, phishingResistant: true }, ["totp", "passkey"]), ["passkey"]);
		const hard = both({ ...TWO, anyOf: [["totp"]] }, { ...NOTHING, phishingResistant: true });
		assert.deepEqual(helpful(["password"], hard, ["email", "totp", "security_key"]), ["totp", "security_key"]);
		assert.equal(canMeet(["password"], hard, ["email", "totp"]), false);
		assert.equal(canMeet(["password"], hard, ["totp", "security_key"]), true);
		assert.deepEqual(helpful(["password"], TWO, ["question"]), []);
	});
});
