import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { engines } from "#tests/harness/databases.ts";
import {
	type Management,
	makeAdministrator,
	makePerson,
	openManagement,
	openProviderDatabase,
	rowsOf,
} from "#tests/harness/management.ts";
import type { Db } from "../../database.ts";
import type { Letter } from "../mail/mail.ts";
import { peopleNeeds } from "./users.harness.ts";
import { mountUsers } from "./users.routes.ts";
import { findActivation, lockOut, redeemActivation, type User } from "./users.ts";

const PASSWORD = "a long enough password";

for (const engine of engines) {
	describe(`links that are handed over on ${engine.name}`, () => {
		let db: Db;
		let close: () => Promise<void>;
		let api: Management;
		let letters: { to: string; letter: Letter }[];
		let broken: boolean;
		let made = 0;
		before(async () => {
			({ db, close } = await openProviderDatabase(engine));
			const admin = await makeAdministrator(db, "Root");
			const mailer = {
				async send(_db: Db, { id }: { id: string }, letter: Letter) {
					if (broken) throw new Error("the outbox is broken");
					letters.push({ to: id, letter });
				},
			};
			api = await openManagement(db, admin.id, (routes) => mountUsers(routes, { ...peopleNeeds(db), mailer }));
		});
		beforeEach(() => {
			[letters, broken] = [[], false];
		});
		after(async () => {
			await api.close();
			await close();
		});

		const person = (password?: string): Promise<User> => makePerson(db, `P${made++}`, password);
		const post = (id: string, path: string, body?: object) =>
			api.call<Record<string, string>>("POST", `/api/v1/users/${id}${path && `/${path}`}`, body === undefined ? {} : { body });
		const tokenOf = (letter: Letter | undefined): string =>
			letter && "link" in letter ? (/^http:\/\/localhost:7081\/activate\/([\w-]+)$/.exec(letter.link)?.[1] ?? "") : "";

		it("are mailed where nothing else is said, work, and stand in no answer", async () => {
			const ada = await person();
			const answer = await post(ada.id, "lifecycle/activate");
			assert.deepEqual([answer.status, answer.body], [200, {}]);
			const [sent] = letters;
			assert.deepEqual([sent?.to, sent?.letter.kind], [ada.id, "activation"]);
			assert.equal((await redeemActivation(db, tokenOf(sent?.letter), PASSWORD)).status, "ACTIVE");
		});

		it("are dead once the person has another address, where they were mailed to the former one", async () => {
			const [ada, bob] = [await person(), await person()];
			await post(ada.id, "lifecycle/activate");
			const mailed = tokenOf(letters[0]?.letter);
			const handed = (await post(bob.id, "lifecycle/activate?sendEmail=false")).body["activationToken"] ?? "";
			for (const { id } of [ada, bob]) await post(id, "", { profile: { nickName: "Somebody" } });
			assert.ok(await findActivation(db, mailed), "another name is no other address");
			for (const { id } of [ada, bob]) await post(id, "", { profile: { email: `right${id}@example.com` } });
			assert.equal(await findActivation(db, mailed), undefined);
			await assert.rejects(redeemActivation(db, mailed, PASSWORD), { code: "link_spent" });
			assert.ok(await findActivation(db, handed));
		});

		it("are answered and not mailed with sendEmail=false", async () => {
			const ada = await person();
			const { body } = await post(ada.id, "lifecycle/activate?sendEmail=false");
			assert.match(body["activationUrl"] ?? "", /\/activate\//);
			assert.deepEqual(letters, []);
		});

		it("are mailed to who is made active without a password", async () => {
			const profile = { firstName: "New", lastName: "Person", email: "new@example.com", login: "new@example.com" };
			const { body } = await api.call<{ id: string; status: string }>("POST", "/api/v1/users?activate=true", {
				body: { profile },
			});
			assert.equal(body.status, "PROVISIONED");
			assert.deepEqual(
				letters.map(({ to, letter }) => [to, letter.kind]),
				[[body.id, "activation"]],
			);
		});

		it("a reset is mailed with a link that lasts as long as the policy says; by answer it lasts a week", async () => {
			const ada = await person(PASSWORD);
			assert.deepEqual((await post(ada.id, "lifecycle/reset_password?sendEmail=true")).body, {});
			const { letter } = letters[0] ?? {};
			assert.deepEqual(letter && { ...letter, link: "" }, {
				kind: "password-reset",
				link: "",
				minutes: 60,
				byAdministrator: true,
			});
			const row = await db.selectFrom("activation_links").selectAll().where("user_id", "=", ada.id).executeTakeFirstOrThrow();
			assert.ok(Date.parse(row.expires) - Date.now() <= 60 * 60 * 1000);
			assert.equal((await findActivation(db, tokenOf(letter)))?.id, ada.id);
		});

		it("a change whose letter cannot be written is not made", async () => {
			const [staged, active] = [await person(), await person(PASSWORD)];
			broken = true;
			for (const [id, path, body] of [
				[staged.id, "lifecycle/activate", undefined],
				[active.id, "lifecycle/reset_password?sendEmail=true", undefined],
				[active.id, "", { credentials: { password: { value: "another password of mine" } } }],
			] as const) {
				const before = await rowsOf(db, "users", "activation_links", "group_members");
				assert.equal((await post(id, path, body)).status, 500, path);
				assert.deepEqual(await rowsOf(db, "users", "activation_links", "group_members"), before, path);
			}
		});

		it("people are told of a password that they did not change themselves, and of one that they did", async () => {
			const ada = await person(PASSWORD);
			await post(ada.id, "", { credentials: { password: { value: "another password of mine" } } });
			await api.call("POST", `/api/v1/users/me/credentials/change_password`, {
				caller: ada.id,
				body: { oldPassword: { value: "another password of mine" }, newPassword: { value: "yet another password" } },
			});
			assert.deepEqual(letters, [
				{ to: ada.id, letter: { kind: "password-changed", byAdministrator: true } },
				{ to: ada.id, letter: { kind: "password-changed", byAdministrator: false } },
			]);
			assert.equal((await post(ada.id, "", { profile: { nickName: "Countess" } })).status, 200);
			assert.equal(letters.length, 2, "another profile is no other password");
		});

		it("a locked person who is reset by mail is in recovery, and gets in again", async () => {
			const ada = await person(PASSWORD);
			await lockOut(db, ada.id);
			await post(ada.id, "lifecycle/reset_password?sendEmail=true");
			assert.equal((await redeemActivation(db, tokenOf(letters[0]?.letter), "another password of mine")).status, "ACTIVE");
		});
	});
}
