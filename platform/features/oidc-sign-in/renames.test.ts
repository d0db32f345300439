import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { engines, type TestDatabase } from "#tests/harness/databases.ts";
import type { Tables } from "../../database.ts";
import { migrations } from "../../migrations/index.ts";
import { DEFAULTS, type Options } from "../authentication/authentication.ts";
import { addUser, findUser, type User } from "../users/users.ts";
import { openAccount, refreshAccount } from "./accounts.ts";
import { readPerson } from "./person.ts";

const ISSUER = "https://login.example.com";
const ADA = { sub: "ada", name: "Ada Lovelace", email: "ada@example.com", email_verified: true, preferred_username: "ada" };
const GRACE = { sub: "grace", name: "Grace", email: "grace@example.com", email_verified: true, preferred_username: "grace" };

for (const engine of engines) {
	describe(`people who are renamed at the provider, on ${engine.name}`, () => {
		let database: TestDatabase<Tables>;
		before(async () => {
			database = await engine.open<Tables>("platform", migrations);
		});
		after(() => database.close());
		beforeEach(async () => {
			await database.db.deleteFrom("users").execute();
		});

		/** A sign-in of `who` with some claims changed. */
		const signIn = async (who: typeof ADA, change: object = {}, options: Partial<Options> = {}) => {
			const rules = { ...DEFAULTS, ...options };
			const { user } = await openAccount(database.db, readPerson({ iss: ISSUER, ...who, ...change }, {}, rules), rules);
			return user;
		};
		const called = ({ name, email, username }: User) => [name, email, username];

		it("name, verified email and username follow at the next sign-in", async () => {
			const made = await signIn(ADA);
			assert.deepEqual(called(made), ["Ada Lovelace", "ada@example.com", "ada"]);
			const renamed = { name: "Ada King", email: "king@example.com", preferred_username: "king" };
			const known = await signIn(ADA, renamed);
			assert.deepEqual([known.id, ...called(known)], [made.id, "Ada King", "king@example.com", "king"]);
			const stored = await findUser(database.db, made.id);
			assert.deepEqual(stored && called(stored), ["Ada King", "king@example.com", "king"]);
		});

		it("they follow when tokens are renewed, too", async () => {
			const { id } = await signIn(ADA);
			const renamed = { name: "Ada King", email: "king@example.com", preferred_username: "king" };
			await refreshAccount(database.db, readPerson({ iss: ISSUER, ...ADA, ...renamed }), DEFAULTS);
			const stored = await findUser(database.db, id);
			assert.deepEqual(stored && called(stored), ["Ada King", "king@example.com", "king"]);
		});

		it("what the provider leaves out stays as it was", async () => {
			await signIn(ADA);
			const left = await signIn(ADA, { name: undefined, email: undefined, preferred_username: undefined });
			assert.deepEqual(called(left), ["Ada Lovelace", "ada@example.com", "ada"]);
		});

		for (const said of [{ email_verified: false }, { email_verified: "no" }, { email_verified: undefined }, { xms_edov: 0 }]) {
			it(`an email does not follow with ${JSON.stringify(said)}, and the name still does`, async () => {
				await signIn(ADA);
				const change = { name: "Ada King", email: "king@example.com", email_verified: undefined, ...said };
				assert.deepEqual(called(await signIn(ADA, change)), ["Ada King", "ada@example.com", "ada"]);
			});
		}

		for (const email of ["grace@example.com", "GRACE@Example.COM", "\uff47race@example.com"]) {
			it(`an email does not follow to ${email}, which somebody else has, and the rest does`, async () => {
				const { id } = await signIn(GRACE);
				const grace = await findUser(database.db, id);
				await signIn(ADA);
				const change = { name: "Ada King", email, preferred_username: "king" };
				assert.deepEqual(called(await signIn(ADA, change)), ["Ada King", "ada@example.com", "king"]);
				assert.deepEqual(await findUser(database.db, id), grace);
			});
		}

		it("an email follows to new capitals of itself", async () => {
			await signIn(ADA);
			assert.equal((await signIn(ADA, { email: "Ada@Example.com" })).email, "Ada@Example.com");
		});

		it("a username follows only where the provider's own value changed, not what was made of it here", async () => {
			await signIn({ ...GRACE, preferred_username: "ada" });
			const made = await signIn(ADA);
			assert.equal(made.username, "ada2", "somebody else was first");
			assert.equal((await signIn(ADA)).username, "ada2");
			await signIn(GRACE, { preferred_username: "grace" });
			assert.equal((await signIn(ADA)).username, "ada2", "it does not move because another one has become free");
		});

		it("a username that an administrator chose stays until the provider's own value changes", async () => {
			const account = { name: "Ada", email: ADA.email, username: "countess", authType: "openid-connect" } as const;
			await database.db.transaction().execute((tx) => addUser(tx, account));
			for (const when of ["linked", "known", "known again"]) assert.equal((await signIn(ADA)).username, "countess", when);
			assert.equal((await signIn(ADA, { preferred_username: "king" })).username, "king");
		});

		it("a username follows where the provider takes a number away, or gives another", async () => {
			const numbered = { ...ADA, preferred_username: "ada12" };
			assert.equal((await signIn(numbered)).username, "ada12");
			assert.equal((await signIn(ADA)).username, "ada");
			assert.equal((await signIn(ADA, { preferred_username: "ada7" })).username, "ada7");
		});

		it("a username that somebody else has follows with a number, and takes nothing from them", async () => {
			const grace = await signIn(GRACE);
			await signIn(ADA);
			assert.equal((await signIn(ADA, { preferred_username: "grace" })).username, "grace2");
			assert.equal((await findUser(database.db, grace.id))?.username, "grace");
		});

		it("a username with a number keeps it where the provider's value changes by capitals alone, or comes back", async () => {
			await signIn({ ...GRACE, preferred_username: "ada" });
			assert.equal((await signIn(ADA)).username, "ada2");
			assert.equal((await signIn(ADA, { preferred_username: "ADA" })).username, "ada2");
			await signIn(ADA, { preferred_username: undefined });
			assert.equal((await signIn(ADA)).username, "ada2");
		});

		it("people who come to have one name at once all get in, each with a username of their own", async () => {
			const people = Array.from({ length: 4 }, (_, n) => ({
				...ADA,
				sub: `twin ${n}`,
				email: `twin${n}@example.com`,
				preferred_username: `twin${n}`,
			}));
			for (const one of people) await signIn(one);
			const all = await Promise.all(people.map((one) => signIn(one, { preferred_username: "same" })));
			assert.equal(new Set(all.map(({ username }) => username)).size, people.length);
			for (const { username } of all) assert.match(username, /^same\d?$/);
		});

		it("so they do when their tokens are renewed at once", async () => {
			const people = Array.from({ length: 4 }, (_, n) => ({
				...ADA,
				sub: `twin ${n}`,
				email: `twin${n}@example.com`,
				preferred_username: `twin${n}`,
			}));
			for (const one of people) await signIn(one);
			const renewed = people.map((one) => readPerson({ iss: ISSUER, ...one, preferred_username: "same" }));
			const all = await Promise.all(renewed.map((person) => refreshAccount(database.db, person, DEFAULTS)));
			assert.equal(new Set(all.map(({ user }) => user.username)).size, people.length);
		});

		it("people who come to have one verified email at once all get in, and one of them has it", async () => {
			const people = Array.from({ length: 4 }, (_, n) => ({ ...ADA, sub: `twin ${n}`, email: `twin${n}@example.com` }));
			for (const one of people) await signIn(one);
			const all = await Promise.all(people.map((one) => signIn(one, { email: "same@example.com" })));
			assert.equal(all.filter(({ email }) => email === "same@example.com").length, 1);
		});

		it("where renames are not followed, nothing follows, at a sign-in as at a renewal", async () => {
			const off = { followRenames: false };
			await signIn(ADA);
			const renamed = { name: "Ada King", email: "king@example.com", preferred_username: "king" };
			const known = await signIn(ADA, renamed, off);
			assert.deepEqual(called(known), ["Ada Lovelace", "ada@example.com", "ada"]);
			await refreshAccount(database.db, readPerson({ iss: ISSUER, ...ADA, ...renamed }), { ...DEFAULTS, ...off });
			const stored = await findUser(database.db, known.id);
			assert.deepEqual(stored && called(stored), ["Ada Lovelace", "ada@example.com", "ada"]);
		});
	});
}
