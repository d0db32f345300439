import assert from "node:assert/strict";
import { test } from "node:test";
import { asFault, Fault } from "#common/faults/fault.ts";
import { createLimiter } from "#common/web/limits.ts";
import { guessing } from "./guessing.ts";
import type { User } from "./users.ts";

const ADA = { id: "00uAda" } as User;

test("a stolen session guesses a password ten times from one network, and fifty times from all of them", async () => {
	const counted = guessing(createLimiter());
	const tried = (address: string, code: "credentials_update_refused" | "password_refused" | undefined) =>
		counted(ADA, address, async () => {
			if (code) throw new Fault(code);
		}).then(
			() => "right",
			(thrown) => asFault(thrown).code,
		);
	for (let time = 0; time < 20; time++) assert.equal(await tried("192.0.2.1", "password_refused"), "password_refused");
	for (let time = 0; time < 20; time++) assert.equal(await tried("192.0.2.1", undefined), "right");
	for (let time = 0; time < 10; time++) await tried("192.0.2.1", "credentials_update_refused");
	assert.equal(await tried("192.0.2.1", undefined), "too_many_attempts");
	for (let at = 2; at < 42; at++)
		assert.equal(await tried(`192.0.2.${at}`, "credentials_update_refused"), "credentials_update_refused");
	assert.equal(await tried("192.0.2.99", undefined), "too_many_attempts");
});
