import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { Fault } from "#common/faults/fault.ts";
import { engines, type TestDatabase } from "#tests/harness/databases.ts";
import type { Tables } from "../../database.ts";
import { migrations } from "../../migrations/index.ts";
import type { NewUser } from "./new-user.ts";
import {
	addUser,
	changeUser,
	createOidcMember,
	findUser,
	findUserByEmail,
	findUserByIdentity,
	getUserToChange,
	linkIdentity,
	listUsers,
	removeUser,
	updateFromClaims,
} from "./users.ts";

const ISSUER = "https://id.example.com";

for (const engine of engines) {
	describe(`users on ${engine.name}`, () => {
		let database: TestDatabase<Tables>;
		before(async () => {
			database = await engine.open<Tables>("platform", migrations);
		});
		after(() => database.close());
		beforeEach(() => database.db.deleteFrom("users").execute());

		const add = (email: string, rest: Partial<NewUser> = {}) =>
			database.db.transaction().execute((tx) => addUser(tx, { name: email, email, authType: "openid-connect", ...rest }));
		const arrive = (subject: string, email: string, username?: string) =>
			database.db.transaction().execute((tx) => createOidcMember(tx, { issuer: ISSUER, subject, email, name: "Ada", username }));

		it("is a member from the beginning, and nothing else", async () => {
			assert.deepEqual((await add("ada@example.com")).roles, ["member"]);
		});

		it("knows an email however it is written", async () => {
			const ada = await add("Ada@Example.com");
			assert.equal((await findUserByEmail(database.db, " ada@EXAMPLE.com"))?.id, ada.id);
			await assert.rejects(add("ADA@example.COM"), { code: "already_exists" });
		});

		it("makes a free username out of an email, and bends what a provider suggests", async () => {
			assert.equal((await add("ada@one.example")).username, "ada");
			assert.equal((await add("ada@two.example")).username, "ada2");
			assert.equal((await arrive("1", "b@example.com", "Böb <script>")).username, "Böbscript");
			assert.equal((await arrive("2", "c@example.com", "@")).username, "user");
		});

		it("knows a person by issuer and subject, to the letter", async () => {
			const ada = await arrive("Subject", "ada@example.com");
			assert.equal((await findUserByIdentity(database.db, ISSUER, "Subject"))?.id, ada.id);
			assert.equal(await findUserByIdentity(database.db, ISSUER, "subject"), undefined);
			assert.equal(await findUserByIdentity(database.db, `${ISSUER}/`, "Subject"), undefined);
		});

		it("has each role and each identity once, however many there are of both", async () => {
			const { id } = await add("ada@example.com", { roles: ["auditor", "site-manager"] });
			await database.db.transaction().execute(async (tx) => {
				for (const subject of ["1", "2"]) await linkIdentity(tx, id, ISSUER, subject);
			});
			const found = await findUserByIdentity(database.db, ISSUER, "2");
			assert.deepEqual([...(found?.roles ?? [])].sort(), ["auditor", "member", "site-manager"]);
			assert.deepEqual(found?.identities.map(({ subject }) => subject).sort(), ["1", "2"]);
			assert.deepEqual(found, await findUser(database.db, id));
			assert.deepEqual(found, await findUserByEmail(database.db, "ada@example.com"));
			assert.deepEqual((await listUsers(database.db, { limit: 1 })).items[0], found);
		});

		it("makes one account of two first sign-ins at once", async () => {
			const both = await Promise.allSettled([arrive("1", "ada@example.com"), arrive("1", "ada@example.com")]);
			const refused = both.filter((one) => one.status === "rejected").map(({ reason }) => (reason as Fault).code);
			assert.deepEqual(refused, ["already_exists"]);
			assert.equal((await listUsers(database.db, { limit: 10 })).total, 1);
		});

		it("links no identity to a built-in user", async () => {
			const ada = await add("ada@example.com", { authType: "built-in" });
			const link = database.db.transaction().execute((tx) => linkIdentity(tx, ada.id, ISSUER, "1"));
			await assert.rejects(link, { code: "conflict" });
			assert.equal(await findUserByIdentity(database.db, ISSUER, "1"), undefined);
		});

		it("takes over a new name and email from the provider, but never somebody else's email or nonsense", async () => {
			const ada = await arrive("1", "ada@example.com");
			await add("taken@example.com");
			const update = (claims: { name?: string; email?: string }) =>
				database.db.transaction().execute((tx) => getUserToChange(tx, ada.id).then((user) => updateFromClaims(tx, user, claims)));
			assert.equal((await update({ name: "Ada King", email: "king@example.com" })).email, "king@example.com");
			assert.equal((await update({ email: "TAKEN@example.com" })).email, "king@example.com");
			assert.equal((await update({ name: "\u0007", email: "no address" })).name, "Ada King");
		});

		it("forgets the identities of a user who becomes built-in", async () => {
			const ada = await arrive("1", "ada@example.com");
			const change = () => database.db.transaction().execute((tx) => changeUser(tx, ada.id, { authType: "built-in" }));
			assert.deepEqual((await change()).identities, []);
			assert.equal(await findUserByIdentity(database.db, ISSUER, "1"), undefined);
		});

		it("pages by name through everybody once, in any order of making", async () => {
			for (const name of ["Cyd", "ada", "Bob", "ada", "Dee"]) await add(`${Math.random()}@example.com`, { name });
			const seen: string[] = [];
			let cursor: string | undefined;
			do {
				const page = await listUsers(database.db, { limit: 2, after: cursor });
				assert.equal(page.total, 5);
				seen.push(...page.items.map(({ name }) => name));
				cursor = page.next;
			} while (cursor !== undefined);
			assert.deepEqual(seen, ["ada", "ada", "Bob", "Cyd", "Dee"]);
		});

		it("finds users by words, and takes signs for what they are", async () => {
			await add("ada@example.com", { name: "Ada Lovelace" });
			await add("bob@example.com", { name: "Bob 100%" });
			const names = async (q: string) => (await listUsers(database.db, { q, limit: 10 })).items.map(({ name }) => name);
			assert.deepEqual(await names("LOVE ada@"), ["Ada Lovelace"]);
			assert.deepEqual(await names("%"), ["Bob 100%"]);
			assert.deepEqual(await names("ada bob"), []);
			assert.deepEqual(await names("' or 1=1 --"), []);
		});

		it("leaves nothing behind of a deleted user", async () => {
			const ada = await arrive("1", "ada@example.com");
			await database.db.transaction().execute((tx) => removeUser(tx, ada.id));
			assert.equal(await findUser(database.db, ada.id), undefined);
			assert.equal(await findUserByIdentity(database.db, ISSUER, "1"), undefined);
			assert.equal((await add("ada@example.com")).username, "ada");
		});

		for (const [what, user] of Object.entries<Partial<NewUser>>({
			"a blank name": { name: "  " },
			"a name of two lines": { name: "Ada\nLovelace" },
			"an email without an at": { email: "ada" },
			"an email with a blank": { email: "a da@example.com" },
			"an email with a letter that nobody sees": { email: "a\u200bda@example.com" },
			"an email that ends its header": { email: "ada@example.com\r\nBcc: x@example.com" },
			"a username that is a path": { username: "../ada" },
		})) {
			it(`refuses ${what}`, async () => {
				await assert.rejects(add("ada@example.com", user), (thrown) => thrown instanceof Fault && thrown.fields.length === 1);
				assert.equal((await listUsers(database.db, { limit: 10 })).total, 0);
			});
		}
	});
}
