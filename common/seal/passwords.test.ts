import assert from "node:assert/strict";
import { argon2Sync } from "node:crypto";
import { describe, it } from "node:test";
import { Fault } from "../faults/fault.ts";
import { checkPassword, hashPassword, verifyPassword } from "./passwords.ts";
import { type ImportedHash, storedImport } from "./passwords-imported.ts";

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

describe("a password that another system hashed", () => {
	const refusedAt = (part: string, hash: ImportedHash) =>
		assert.throws(
			() => storedImport(hash, "hash"),
			(thrown) => thrown instanceof Fault && thrown.code === "invalid_request" && thrown.fields[0]?.field === `hash.${part}`,
			JSON.stringify(hash),
		);
	const pbkdf2 = (more: object): ImportedHash => {
		const keySize = 32;
		const value = Buffer.alloc(256).toString("base64");
		return { algorithm: "PBKDF2", salt: "c2FsdA==", digestAlgorithm: "SHA256_HMAC", keySize, value, iterationCount: 1, ...more };
	};
	const ofBytes = (length: number) => ({ keySize: length, value: Buffer.alloc(length).toString("base64") });

	it("costs no more for a longer key", () => {
		storedImport(pbkdf2({ ...ofBytes(32), iterationCount: 2_000_000 }));
		storedImport(pbkdf2({ ...ofBytes(64), iterationCount: 2_000_000, digestAlgorithm: "SHA512_HMAC" }));
		refusedAt("iterationCount", pbkdf2({ ...ofBytes(32), iterationCount: 2_000_001 }));
		refusedAt("iterationCount", pbkdf2({ ...ofBytes(33), iterationCount: 2_000_000 }));
		refusedAt("iterationCount", pbkdf2({ ...ofBytes(256), iterationCount: 250_001 }));
	});

	it("is refused at once where it could never be compared", () => {
		for (const iterationCount of [0, 1.5, "600000"]) refusedAt("iterationCount", pbkdf2({ ...ofBytes(32), iterationCount }));
		for (const keySize of ["32", 15, 257]) refusedAt("keySize", pbkdf2({ ...ofBytes(32), keySize }));
		for (const digestAlgorithm of ["MD5", "toString", undefined])
			refusedAt("digestAlgorithm", pbkdf2({ ...ofBytes(32), digestAlgorithm }));
	});

	it("by bcrypt is checked while others are served", async () => {
		const stored = storedImport({
			algorithm: "BCRYPT",
			workFactor: 12,
			salt: "R9h/cIPz0gi.URNNX3kh2O",
			value: "PST9/PgBkqquzi.Ss7KIUgO2t0jWMUW",
		});
		let done = false;
		const checking = verifyPassword("abc123xyz", stored).finally(() => {
			done = true;
		});
		let turns = 0;
		while (!done) {
			await new Promise((resolve) => setImmediate(resolve));
			turns++;
		}
		assert.equal(await checking, true);
		assert.equal(await verifyPassword("abc123xyZ", stored), false);
		assert.ok(turns > 100, `${turns} turns`);
	});
});
