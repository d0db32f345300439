import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { digest, equalSecrets, newId, newSecret } from "./ids.ts";

describe("ids and secrets", () => {
	it("are 20 characters that begin with their kind", () => {
		for (const prefix of ["00u", "0oa"]) assert.match(newId(prefix), new RegExp(`^${prefix}[0-9A-Za-z]{17}$`));
	});

	it("do not repeat", () => {
		assert.equal(new Set(Array.from({ length: 1_000 }, () => newId("00u"))).size, 1_000);
		assert.equal(new Set(Array.from({ length: 1_000 }, () => newSecret())).size, 1_000);
	});

	it("hold 256 random bits unless told otherwise, in letters that an address may hold", () => {
		assert.match(newSecret(), /^[A-Za-z0-9_-]{43}$/);
		assert.match(newSecret(16), /^[A-Za-z0-9_-]{22}$/);
	});

	it("are stored as their SHA-256", () => {
		assert.equal(digest("abc"), "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0");
	});

	it("are compared whole, whatever their lengths", () => {
		assert.ok(equalSecrets("abc", "abc"));
		for (const other of ["abd", "ab", "abcd", ""]) assert.ok(!equalSecrets("abc", other));
	});
});
