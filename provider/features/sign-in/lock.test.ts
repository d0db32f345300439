import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { asFault } from "#common/faults/fault.ts";
import { createLimiter } from "#common/web/limits.ts";
import { engines } from "#tests/harness/databases.ts";
import { makeAdministrator, openProviderDatabase } from "#tests/harness/management.ts";
import { superAdministratorIds } from "../administrators/administrators.ts";
import { everyoneId } from "../groups/groups.ts";
import { createPolicy, ensurePolicies } from "../policies/policies.ts";
import { signInWithPassword } from "./attempt.ts";

for (const engine of engines) {
	describe(`accounts that a policy locks on ${engine.name}`, () => {
		it("a stranger who guesses at all Super Administrators at the same moment locks all but one", async (t) => {
			const { db, close } = await openProviderDatabase(engine);
			t.after(close);
			await ensurePolicies(db, await everyoneId(db));
			const document = { settings: { password: { lockout: { maxAttempts: 1, autoUnlockMinutes: 0 } } } };
			await createPolicy(db, { type: "PASSWORD", name: "Strict", document }, "ACTIVE");
			const names = ["Ada", "Bob", "Cid", "Dee"];
			for (const name of names) await makeAdministrator(db, name);
			const guess = (name: string) =>
				signInWithPassword(
					{ db, limiter: createLimiter() },
					{ login: `${name}@example.com`, password: "a wrong guess", address: "192.0.2.1" },
				).catch((thrown) => asFault(thrown).code);
			assert.deepEqual(new Set(await Promise.all(names.map(guess))), new Set(["credentials_refused"]));
			assert.equal((await superAdministratorIds(db)).length, 1);
		});
	});
}
