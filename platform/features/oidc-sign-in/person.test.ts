import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readPerson } from "./person.ts";

const BASE = { iss: "https://login.example.com", sub: "sub-1" };

describe("who a provider says somebody is", () => {
	it("the ID token goes before userinfo, which fills the gaps", () => {
		const person = readPerson(
			{ ...BASE, name: "Ada" },
			{ sub: "sub-1", name: "Other", email: "ada@example.com", email_verified: true },
		);
		assert.deepEqual([person.name, person.email, person.emailVerified], ["Ada", "ada@example.com", true]);
	});

	it("a verification counts only for the email beside it", () => {
		const person = readPerson({ ...BASE, email: "victim@example.com" }, { email: "own@example.com", email_verified: true });
		assert.deepEqual([person.email, person.emailVerified], ["victim@example.com", undefined]);
	});

	for (const [claims, verified] of [
		[{ email_verified: true }, true],
		[{ email_verified: "true" }, true],
		[{ email_verified: false }, false],
		[{ email_verified: "false" }, false],
		[{ email_verified: "yes" }, false],
		[{}, undefined],
		[{ email_verified: null }, undefined],
		[{ xms_edov: true }, true],
		[{ xms_edov: "true" }, true],
		[{ xms_edov: 1 }, true],
		[{ xms_edov: "1" }, true],
		[{ xms_edov: 0 }, false],
		[{ xms_edov: "0" }, false],
		[{ xms_edov: false }, false],
		[{ xms_edov: "false" }, false],
		[{ xms_edov: 2 }, false],
		[{ xms_edov: ["true"] }, false],
		[{ xms_edov: null }, undefined],
		[{ email_verified: null, xms_edov: true }, true],
		[{ email_verified: true, xms_edov: false }, true],
		[{ email_verified: false, xms_edov: true }, false],
	] as const) {
		it(`${JSON.stringify(claims)} is ${verified}`, () => {
			assert.equal(readPerson({ ...BASE, email: "ada@example.com", ...claims }).emailVerified, verified);
		});
	}

	it("xms_edov too counts only for the email beside it, and never for a username that stands in", () => {
		const elsewhere = readPerson({ ...BASE, email: "victim@example.com" }, { email: "own@example.com", xms_edov: true });
		assert.deepEqual([elsewhere.email, elsewhere.emailVerified], ["victim@example.com", undefined]);
		const username = readPerson({ ...BASE, preferred_username: "ada@example.com", xms_edov: true });
		assert.deepEqual([username.email, username.emailVerified], ["ada@example.com", undefined]);
	});

	it("preferred_username stands in for an email, never verified", () => {
		const person = readPerson({ ...BASE, preferred_username: "ada@example.com", email_verified: true });
		assert.deepEqual([person.email, person.emailVerified], ["ada@example.com", undefined]);
	});

	for (const email of [
		7,
		{},
		"",
		"ada",
		"a@b@c",
		"Ada <ada@example.com>",
		`${"a".repeat(300)}@example.com`,
		"\ud800@example.com",
		"a\u200bda@example.com",
	]) {
		it(`${JSON.stringify(email).slice(0, 30)} is no email`, () => {
			assert.equal(readPerson({ ...BASE, email }).email, undefined);
		});
	}

	it("a name is one line, of given and family name where there is no other", () => {
		assert.equal(readPerson({ ...BASE, name: " Ada\n\u0000Lovelace " }).name, "Ada Lovelace");
		assert.equal(readPerson({ ...BASE, given_name: "Ada", family_name: "Lovelace" }).name, "Ada Lovelace");
		assert.equal(readPerson({ ...BASE, given_name: { evil: 1 } }).name, undefined);
	});
});
