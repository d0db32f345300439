import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { instant } from "#common/db/columns.ts";
import { createSeal } from "#common/seal/seal.ts";
import { engines } from "#tests/harness/databases.ts";
import type { Db, Tables } from "../../database.ts";
import { migrations } from "../../migrations/index.ts";
import { DEFAULTS } from "../authentication/authentication.ts";
import { openAccount } from "./accounts.ts";
import { beginAttempt, finishAttempt } from "./attempts.ts";
import type { Person } from "./person.ts";

const seal = createSeal("x".repeat(40), "platform");
const MAKING = DEFAULTS;

const person = (change: Partial<Person> = {}): Person => ({
	issuer: "https://login.example.com",
	subject: "sub-1",
	email: "Ada@Example.com",
	emailVerified: true,
	name: "Ada Lovelace",
	preferredUsername: "ada",
	emailClaim: "email",
	emailWhy: "",
	groups: undefined,
	groupOverage: false,
	...change,
});

for (const engine of engines) {
	describe(`signing in at a provider on ${engine.name}`, () => {
		let db: Db;
		let close: () => Promise<void>;
		beforeEach(async () => {
			({ db, close } = await engine.open<Tables>("platform", migrations));
		});
		afterEach(() => close());

		const prepared = async (email: string, authType: "built-in" | "openid-connect"): Promise<string> => {
			const { user } = await openAccount(db, person({ subject: `prepared ${email}`, email }), MAKING);
			await db.deleteFrom("identities").where("user_id", "=", user.id).execute();
			await db.updateTable("users").set({ auth_type: authType }).where("id", "=", user.id).execute();
			return user.id;
		};
		const count = async (table: "users" | "identities") =>
			Number(
				(
					await db
						.selectFrom(table)
						.select(({ fn }) => fn.countAll().as("n"))
						.executeTakeFirstOrThrow()
				).n,
			);
		const refusal = { code: "account_refused" };

		it("an attempt is spent by coming back, in the browser it began in only", async () => {
			const { state, nonce } = await beginAttempt(db, seal, { configurationId: "cfg1", browser: "one", next: "/manage/users" });
			assert.equal(await finishAttempt(db, seal, { state, browser: "two" }), undefined);
			const attempt = await finishAttempt(db, seal, { state, browser: "one" });
			assert.deepEqual([attempt?.nonce, attempt?.next, attempt?.configurationId], [nonce, "/manage/users", "cfg1"]);
			assert.equal(await finishAttempt(db, seal, { state, browser: "one" }), undefined);
		});

		it("of two who come back with the same state at once, one gets in", async () => {
			const { state } = await beginAttempt(db, seal, { configurationId: "cfg1", browser: "one", next: "/" });
			const both = await Promise.all([1, 2].map(() => finishAttempt(db, seal, { state, browser: "one" })));
			assert.equal(both.filter(Boolean).length, 1);
		});

		it("an attempt is over after ten minutes, and holds neither state nor verifier in the clear", async () => {
			const { state } = await beginAttempt(db, seal, { configurationId: "cfg1", browser: "one", next: "/" });
			const row = await db.selectFrom("sign_in_attempts").selectAll().executeTakeFirstOrThrow();
			assert.ok(!JSON.stringify(row).includes(state));
			assert.ok(Math.abs(Date.parse(row.expires) - Date.now() - 600_000) < 5_000);
			await db.deleteFrom("sign_in_attempts").execute();
			await db
				.insertInto("sign_in_attempts")
				.values({ ...row, expires: instant(new Date(Date.now() - 1)) })
				.execute();
			assert.equal(await finishAttempt(db, seal, { state, browser: "one" }), undefined);
		});

		it("any number of tabs may be under way at once", async () => {
			const tabs = await Promise.all(
				["/a", "/b", "/c"].map((next) => beginAttempt(db, seal, { configurationId: "cfg1", browser: "one", next })),
			);
			const ends = await Promise.all(tabs.map(({ state }) => finishAttempt(db, seal, { state, browser: "one" })));
			assert.deepEqual(
				ends.map((end) => end?.next),
				["/a", "/b", "/c"],
			);
		});

		it("a first sign-in makes a Member, known by issuer and subject from then on", async () => {
			const { user, arrival } = await openAccount(db, person(), MAKING);
			assert.deepEqual([arrival, user.authType, user.roles, user.username], ["made", "openid-connect", ["member"], "ada"]);
			const again = await openAccount(db, person({ email: "lovelace@example.com", name: "Ada King" }), MAKING);
			assert.deepEqual(
				[again.arrival, again.user.id, again.user.email, again.user.name],
				["known", user.id, "lovelace@example.com", "Ada King"],
			);
		});

		it("the same subject at another issuer, and another spelling of the subject, are other people", async () => {
			await openAccount(db, person(), MAKING);
			await openAccount(db, person({ issuer: "https://other.example", email: "a@example.com" }), MAKING);
			await openAccount(db, person({ subject: "SUB-1", email: "b@example.com" }), MAKING);
			assert.equal(await count("users"), 3);
		});

		it("two first sign-ins of one person at once make one account", async () => {
			const both = await Promise.all([1, 2, 3].map(() => openAccount(db, person(), MAKING)));
			assert.equal(new Set(both.map(({ user }) => user.id)).size, 1);
			assert.deepEqual([await count("users"), await count("identities")], [1, 1]);
		});

		it("a prepared account is linked by its verified email, however it is capitalised", async () => {
			const id = await prepared("ada@example.com", "openid-connect");
			const { user, arrival } = await openAccount(db, person(), { ...DEFAULTS, automaticAccountCreation: false });
			assert.deepEqual([arrival, user.id], ["linked", id]);
		});

		it("of two people who claim a prepared account at once, one gets it", async () => {
			await prepared("ada@example.com", "openid-connect");
			const both = await Promise.allSettled(["a", "b", "c"].map((subject) => openAccount(db, person({ subject }), MAKING)));
			assert.equal(both.filter(({ status }) => status === "fulfilled").length, 1);
			assert.deepEqual([await count("users"), await count("identities")], [1, 1]);
		});

		for (const email of ["\uff41da@example.com", "ada@\uff45xample.com", "ad\u00aa@example.com"]) {
			it(`${email} only looks like a prepared account's email, and links nobody`, async () => {
				await prepared("ada@example.com", "openid-connect");
				await assert.rejects(openAccount(db, person({ email }), MAKING), refusal);
				assert.deepEqual([await count("users"), await count("identities")], [1, 0]);
			});
		}

		for (const emailVerified of [false, undefined]) {
			it(`a changed email whose verification is ${emailVerified} changes nothing here`, async () => {
				await openAccount(db, person(), MAKING);
				const { user } = await openAccount(db, person({ email: "boss@example.com", emailVerified }), MAKING);
				assert.equal(user.email, "Ada@Example.com");
			});

			it(`an email whose verification is ${emailVerified} links nobody`, async () => {
				await prepared("ada@example.com", "openid-connect");
				await assert.rejects(openAccount(db, person({ emailVerified }), MAKING), refusal);
				assert.equal(await count("identities"), 0);
			});
		}

		it("a built-in account is not taken over by its email", async () => {
			await prepared("ada@example.com", "built-in");
			await assert.rejects(openAccount(db, person(), MAKING), refusal);
			assert.deepEqual([await count("users"), await count("identities")], [1, 0]);
		});

		it("an account that is somebody's already is not taken over by its email", async () => {
			await openAccount(db, person(), MAKING);
			await assert.rejects(openAccount(db, person({ subject: "sub-2" }), MAKING), refusal);
			assert.equal(await count("identities"), 1);
		});

		it("a changed email never takes over another account's", async () => {
			await openAccount(db, person(), MAKING);
			const other = person({ subject: "sub-2", email: "other@example.com" });
			await openAccount(db, other, MAKING);
			const { user } = await openAccount(db, { ...other, email: "ada@example.com" }, MAKING);
			assert.equal(user.email, "other@example.com");
		});

		it("an account set back to Built-In does not open at the provider any more", async () => {
			const { user } = await openAccount(db, person(), MAKING);
			await db.updateTable("users").set({ auth_type: "built-in" }).where("id", "=", user.id).execute();
			await assert.rejects(openAccount(db, person(), MAKING), refusal);
		});

		it("without automatic accounts a stranger is refused, and nothing is made", async () => {
			await assert.rejects(openAccount(db, person(), { ...DEFAULTS, automaticAccountCreation: false }), refusal);
			assert.equal(await count("users"), 0);
		});

		it("without any email nobody is let in", async () => {
			await assert.rejects(openAccount(db, person({ email: undefined }), MAKING), refusal);
		});

		it("usernames are cleaned and made unique", async () => {
			const names = ["ada@corp.example", "ADA", "../../etc", "", "日本"].map(async (preferredUsername, at) => {
				const { user } = await openAccount(
					db,
					person({ subject: `s${at}`, email: `p${at}@example.com`, preferredUsername }),
					MAKING,
				);
				return user.username;
			});
			const usernames = await Promise.all(names);
			assert.equal(new Set(usernames.map((username) => username.toLowerCase())).size, usernames.length);
			for (const username of usernames) assert.match(username, /^[\p{L}\p{N}][\p{L}\p{N}._-]*$/u);
		});
	});
}
