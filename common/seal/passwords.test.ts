import assert from "node:assert/strict";
import { argon2Sync } from "node:crypto";
import { describe, it } from "node:test";
import { Fault } from "../faults/fault.ts";
import { checkPassword, hashPassword, verifyPassword } from "./passwords.ts";

describe("a password", () => {
	it("is kept as Argon2id with its parameters, never twice the same", async () => {
		const [one, two] = await Promise.all([hashPassword("correct horse"), hashPassword("correct horse")]);
		assert.match(one, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
		assert.notEqual(one, two);
	});

	it("is recognised, and nothing else is", async () => {
		const stored = await hashPassword("correct horse");
		assert.equal(await verifyPassword("correct horse", stored), true);
		for (const wrong of ["Correct horse", "correct horse ", "", "correct horse\0"]) {
			assert.equal(await verifyPassword(wrong, stored), false, JSON.stringify(wrong));
		}
	});

	it("is the same however the keyboard composes its letters", async () => {
		assert.equal(await verifyPassword("Zu\u0308rich-See", await hashPassword("Z\u00fcrich-See")), true);
	});

	it("is verified with the parameters it was stored with", async () => {
		const parameters = { nonce: Buffer.from("saltsalt"), memory: 8, passes: 1, parallelism: 1, tagLength: 32 };
		const hash = argon2Sync("argon2id", { message: "old password", ...parameters }).toString("base64");
		const weaker = `$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$${hash.replace(/=+$/, "")}`;
		assert.equal(await verifyPassword("old password", weaker), true);
		assert.equal(await verifyPassword("new password", weaker), false);
	});

	it("never fits an account without one, nor a stored value that is no hash", async () => {
		for (const stored of [null, undefined, "", "plain", "$argon2id$v=19$m=8,t=1,p=1$$"]) {
			assert.equal(await verifyPassword("correct horse", stored), false);
		}
	});

	it("takes as long without an account as with one", async () => {
		const stored = await hashPassword("correct horse");
		await verifyPassword("warm", null);
		const time = async (hash: string | null) => {
			const begun = performance.now();
			for (let round = 0; round < 5; round++) await verifyPassword("wrong horse", hash);
			return performance.now() - begun;
		};
		const [known, unknown] = [await time(stored), await time(null)];
		assert.ok(unknown > known / 4 && unknown < known * 4, `${unknown} ms against ${known} ms`);
	});

	it("has 8 to 1,000 characters, counted as people count", () => {
		const refused = (password: string) => {
			try {
				checkPassword(password);
				return false;
			} catch (thrown) {
				return thrown instanceof Fault && thrown.code === "password_refused" && !JSON.stringify(thrown.fields).includes(password);
			}
		};
		assert.deepEqual(["1234567", "🔑🔑🔑🔑🔑🔑🔑", "x".repeat(1_001)].map(refused), [true, true, true]);
		assert.deepEqual(["12345678", "🔑🔑🔑🔑🔑🔑🔑🔑", "x".repeat(1_000)].map(refused), [false, false, false]);
	});
});
