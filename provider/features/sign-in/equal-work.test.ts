// Before anything that hashes.
import "./hashing.harness.ts";
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { KyselyPlugin } from "kysely";
import { toJson } from "#common/db/columns.ts";
import { asFault } from "#common/faults/fault.ts";
import { createSeal } from "#common/seal/seal.ts";
import { engines } from "#tests/harness/databases.ts";
import { makePerson, openProviderDatabase } from "#tests/harness/management.ts";
import type { Db } from "../../database.ts";
import { everyoneId } from "../groups/groups.ts";
import { createGuessLimiter } from "../guessing/guessing.ts";
import { ensurePolicies } from "../policies/policies.ts";
import { meantForLog, signInWithPassword } from "./attempt.ts";
import { hashesSoFar } from "./hashing.harness.ts";

/** An imported hash, bcrypt, of no password that anybody tries here. */
const IMPORTED = {
	algorithm: "BCRYPT",
	workFactor: 10,
	salt: "7AH2PqWFc0qGUk3HHAEDYe",
	value: "F5gm4WMm8z3NTDiRqb3HHjhSZvVnOm2",
} as const;

for (const engine of engines) {
	describe(`the work of a wrong password on ${engine.name}`, () => {
		let db: Db;
		let close: () => Promise<void>;
		const statements: string[] = [];
		before(async () => {
			({ db, close } = await openProviderDatabase(engine));
			await ensurePolicies(db, await everyoneId(db));
			const people = ["Known", "Gone", "Empty", "Locked", "Imported"];
			for (const name of people) await makePerson(db, name, name === "Empty" ? undefined : "correct horse battery");
			const set = (name: string, change: object) =>
				db.updateTable("users").set(change).where("login_key", "=", `${name}@example.com`).execute();
			await set("gone", { status: "DEPROVISIONED" });
			await set("locked", { status: "LOCKED_OUT", status_changed: new Date().toISOString() });
			const { storedImport } = await import("#common/seal/passwords-imported.ts");
			await set("imported", { password_hash: storedImport(IMPORTED as never) });
		});
		after(() => close());

		const recorder: KyselyPlugin = {
			transformQuery({ node }) {
				statements.push(db.getExecutor().compileQuery(node, { queryId: "recorded" } as never).sql);
				return node;
			},
			transformResult: async ({ result }) => result,
		};

		/** What one attempt asks of the database and of the processor, and what it answers. */
		const workOf = async (name: string, address: string) => {
			const watched = db.withPlugin(recorder);
			const limiter = createGuessLimiter(watched, createSeal("m".repeat(32), "provider"));
			statements.length = 0;
			const before = hashesSoFar();
			const login = `${name}@example.com`;
			await meantForLog(watched, login);
			const cookie = "x".repeat(43);
			const fault = await signInWithPassword(
				{ db: watched, limiter },
				{ login, password: "wrong horse battery", address, deviceCookie: cookie },
			).then(() => undefined, asFault);
			// Wrong passwords are counted in one table where an account is locked for them, and in another where nobody is.
			const asked = statements.map((sql) => sql.replace(/^insert into "(failed_sign_ins|guesses)".*/, "count one more"));
			return { asked, hashes: hashesSoFar() - before, code: fault?.code, words: fault?.description };
		};

		const PEOPLE = ["known", "nobody", "gone", "empty", "locked", "imported"];

		const compare = async (address: string): Promise<readonly string[]> => {
			await workOf("warm", address);
			const known = await workOf("known", address);
			assert.equal(known.code, "credentials_refused");
			assert.equal(known.hashes, 1);
			for (const name of PEOPLE) assert.deepEqual({ name, ...(await workOf(name, address)) }, { name, ...known });
			return known.asked;
		};

		test("is the same for an account that is there, is not, is deactivated, locked, imported, or without a password", async () => {
			const asked = await compare("192.0.2.1");
			process.stdout.write(`│ ${engine.name}: ${asked.length} statements and one hash, whoever is named\n`);
		});

		test("is the same where the policy locks accounts out", async () => {
			const [policy] = await db.selectFrom("policies").selectAll().where("type", "=", "PASSWORD").execute();
			assert.ok(policy);
			const document = { settings: { password: { lockout: { maxAttempts: 50, autoUnlockMinutes: 0 } } } };
			await db
				.updateTable("policies")
				.set({ document: toJson(document) })
				.where("id", "=", policy.id)
				.execute();
			const counts = (await compare("192.0.2.3")).filter((sql) => sql === "count one more");
			await db.updateTable("policies").set({ document: policy.document }).where("id", "=", policy.id).execute();
			assert.equal(counts.length, 5, "four budgets, and what locks or would");
		});

		test("is the same past a limit, where nothing is hashed", async () => {
			for (const name of PEOPLE) for (let time = 0; time < 10; time++) await workOf(name, "192.0.2.2");
			const known = await workOf("known", "192.0.2.2");
			assert.equal(known.code, "too_many_attempts");
			assert.equal(known.hashes, 0);
			for (const name of PEOPLE) assert.deepEqual({ name, ...(await workOf(name, "192.0.2.2")) }, { name, ...known });
		});
	});
}
