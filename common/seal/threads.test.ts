import assert from "node:assert/strict";
import { stat } from "node:fs/promises";
import { test } from "node:test";
import { hashPassword } from "./passwords.ts";

test("what waits for the disk does not wait for all passwords that are being looked at", async () => {
	let hashed = 0;
	const hashes = Array.from({ length: 24 }, () => hashPassword("a password").then(() => hashed++));
	await stat(".");
	const before = hashed;
	await Promise.all(hashes);
	assert.equal(hashed, 24);
	assert.ok(before < 12, `${before} of 24 hashes came first`);
});
