import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { instant } from "#common/db/columns.ts";
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
import { getUser, type User, updateProfile } from "../users/users.ts";
import { codeOf, type FactorsAtTest, factorsAtTest, freshSession } from "./factors.harness.ts";
import { mountFactors } from "./factors.routes.ts";
import {
	activateFactor,
	activeFactors,
	challengeFactor,
	enrolEmail,
	type Factor,
	listFactors,
	makeRecoveryCodes,
	recoveryCodesLeft,
	resetFactors,
	verifyFactor,
} from "./factors.ts";

const PASSWORD = "a long enough password";

for (const engine of engines) {
	describe(`mailed codes and recovery codes on ${engine.name}`, () => {
		let db: Db;
		let close: () => Promise<void>;
		let api: Management;
		let test: FactorsAtTest;
		let ada: User;
		let bob: User;
		beforeEach(async () => {
			({ db, close } = await openProviderDatabase(engine));
			const root = await makeAdministrator(db, "Root");
			ada = await makePerson(db, "Ada", PASSWORD);
			bob = await makePerson(db, "Bob", PASSWORD);
			test = factorsAtTest(db);
			api = await openManagement(db, root.id, (routes) => mountFactors(routes, test.needs));
		});
		afterEach(async () => {
			await api.close();
			await close();
		});

		const withEmail = async (user: User): Promise<Factor> => {
			const { id } = await enrolEmail(test.needs, user);
			return activateFactor(test.needs, user, id, { passCode: test.lastCode() });
		};
		/** A code of the same length that is another one. */
		const wrong = (code: string) => (code === "000000" ? "000001" : "000000");
		const verify = (user: User, { id }: Factor, passCode: string) => codeOf(verifyFactor(test.needs, user.id, id, { passCode }));
		const codesOf = async (user: User): Promise<Factor> => {
			const factor = (await listFactors(db, user.id)).find(({ type }) => type === "signet:recovery_codes");
			assert.ok(factor);
			return factor;
		};

		it("a mailed code proves the mailbox first, and works once", async () => {
			const pending = await enrolEmail(test.needs, ada);
			assert.match(pending.id, /^emf/);
			assert.deepEqual([pending.status, pending.profile], ["PENDING_ACTIVATION", { email: "ada@example.com" }]);
			assert.deepEqual(await activeFactors(db, ada.id), []);
			const code = test.lastCode();
			assert.match(code, /^\d{6}$/);
			assert.equal(JSON.stringify(await rowsOf(db, "email_codes")).includes(code), false, "kept as it was sent");
			assert.equal(await codeOf(activateFactor(test.needs, ada, pending.id, { passCode: wrong(code) })), "passcode_refused");
			assert.equal((await activateFactor(test.needs, ada, pending.id, { passCode: code })).status, "ACTIVE");
			assert.equal(await verify(ada, pending, code), "passcode_refused", "used for the activation");
			await challengeFactor(test.needs, ada, pending.id);
			const next = test.lastCode();
			const tries = await Promise.all(Array.from({ length: 4 }, () => verify(ada, pending, next)));
			assert.deepEqual(tries.sort(), ["done", "passcode_refused", "passcode_refused", "passcode_refused"]);
			assert.deepEqual((await verifyFactor(test.needs, ada.id, pending.id, await fresh(pending))).method, "email");
		});

		/** The proof by a new code. */
		const fresh = async (factor: Factor, user = ada) => {
			await challengeFactor(test.needs, user, factor.id);
			return { passCode: test.lastCode() };
		};

		it("a mailed code is dead after five tries, after five minutes, and when another one was sent", async () => {
			const factor = await withEmail(ada);
			const { passCode } = await fresh(factor);
			for (let tries = 0; tries < 5; tries++) assert.equal(await verify(ada, factor, wrong(passCode)), "passcode_refused");
			assert.equal(await verify(ada, factor, passCode), "passcode_refused", "the sixth, though right");
			const late = await fresh(factor);
			await db
				.updateTable("email_codes" as never)
				.set({ expires: instant(new Date(Date.now() - 1000)) } as never)
				.execute();
			assert.equal(await verify(ada, factor, late.passCode), "passcode_refused", "late");
			const former = await fresh(factor);
			const present = await fresh(factor);
			if (former.passCode !== present.passCode)
				assert.equal(await verify(ada, factor, former.passCode), "passcode_refused", "the one of before");
			assert.equal(await verify(ada, factor, present.passCode), "done");
		});

		it("no more than five codes are sent in fifteen minutes, however many ask at once", async () => {
			const factor = await withEmail(ada);
			const asked = await Promise.all(Array.from({ length: 8 }, () => codeOf(challengeFactor(test.needs, ada, factor.id))));
			assert.equal(asked.filter((code) => code === "done").length, 4);
			assert.equal(asked.filter((code) => code === "too_many_attempts").length, 4);
			assert.equal(test.letters.filter(({ letter }) => letter.kind === "email-code").length, 5);
			assert.equal(await codeOf(enrolEmail(test.needs, bob)), "done", "Bob's are counted by themselves");
			await db
				.updateTable("email_codes" as never)
				.set({ sent_since: instant(new Date(Date.now() - 16 * 60_000)) } as never)
				.execute();
			assert.equal(await codeOf(challengeFactor(test.needs, ada, factor.id)), "done", "later");
		});

		it("a code of another person is refused", async () => {
			const [adas, bobs] = [await withEmail(ada), await withEmail(bob)];
			const { passCode } = await fresh(bobs, bob);
			assert.equal(await verify(ada, adas, passCode), "passcode_refused");
			await fresh(adas);
			if (test.lastCode() !== passCode) assert.equal(await verify(ada, adas, passCode), "passcode_refused");
			assert.equal(await codeOf(verifyFactor(test.needs, ada.id, bobs.id, { passCode })), "not_found");
			assert.equal(await verify(bob, bobs, passCode), "done");
		});

		it("when the email changes the mailbox counts for nothing until it is proven anew", async () => {
			const factor = await withEmail(ada);
			const before = await fresh(factor);
			await updateProfile(db, ada.id, { email: "ada@example.org" }, { partial: true });
			assert.deepEqual(await activeFactors(db, ada.id), []);
			assert.equal(await verify(ada, factor, before.passCode), "wrong_state");
			const moved = await getUser(db, ada.id);
			assert.equal(
				await codeOf(activateFactor(test.needs, moved, factor.id, before)),
				"passcode_refused",
				"a code that went to the former mailbox",
			);
			const anew = await enrolEmail(test.needs, moved);
			assert.equal(test.letters.at(-1)?.to, "ada@example.org");
			assert.equal((await activateFactor(test.needs, moved, anew.id, { passCode: test.lastCode() })).status, "ACTIVE");
			assert.equal((await activeFactors(db, ada.id)).length, 1);
			assert.equal(await codeOf(enrolEmail(test.needs, moved)), "already_exists");
		});

		it("codes by email are offered to nobody while no server takes mail; an administrator, who reads the outbox, sets them up", async () => {
			Object.assign(test.needs.mailer, { delivers: false });
			const at = `/api/v1/users/${ada.id}/factors`;
			const kinds = (await api.call<{ factorType: string }[]>("GET", `${at}/catalog`, { caller: ada.id })).body;
			assert.deepEqual([...new Set(kinds.map(({ factorType }) => factorType))], ["question", "token:software:totp", "webauthn"]);
			const body = { factorType: "email", provider: "OKTA" };
			const own = await api.call("POST", at, { body, caller: ada.id });
			assert.deepEqual([own.status, own.body.errorCode], [403, "E0000006"]);
			assert.deepEqual(test.letters, []);
			assert.deepEqual(await listFactors(db, ada.id), []);
			assert.equal((await api.call("POST", at, { body })).status, 200);
		});

		it("codes by email are set up and asked for through the API, and nothing that it answers holds one", async () => {
			const at = `/api/v1/users/${ada.id}/factors`;
			const body = { factorType: "email", provider: "OKTA", profile: { email: "ada@example.com" } };
			const made = await api.call<Factor>("POST", at, { body, caller: ada.id });
			assert.deepEqual([made.status, made.body.status], [200, "PENDING_ACTIVATION"]);
			assert.equal(JSON.stringify(made.body).includes(test.lastCode()), false);
			const path = `${at}/${made.body.id}`;
			const passCode = test.lastCode();
			assert.equal((await api.call("POST", `${path}/lifecycle/activate`, { body: { passCode }, caller: ada.id })).status, 200);
			const asked = await api.call<{ factorResult: string }>("POST", `${path}/verify`, { body: {} });
			assert.equal(asked.body.factorResult, "CHALLENGE");
			assert.equal(JSON.stringify(asked.body).includes(test.lastCode()), false);
			const proof = { passCode: test.lastCode() };
			assert.deepEqual((await api.call("POST", `${path}/verify`, { body: proof })).body, { factorResult: "SUCCESS" });
			assert.equal((await api.call("POST", `${path}/verify`, { body: proof })).body.errorCode, "E0000068");
		});

		it("ten recovery codes are shown once, and each signs in once, also of many at the same moment", async () => {
			const codes = await makeRecoveryCodes(test.needs, ada);
			assert.equal(codes.length, 10);
			for (const code of codes) assert.match(code, /^[0-9a-hjkmnp-tv-z]{5}-[0-9a-hjkmnp-tv-z]{5}$/);
			const rows = JSON.stringify(await rowsOf(db, "recovery_codes", "factors"));
			for (const code of codes) assert.equal(rows.includes(code) || rows.includes(code.replace("-", "")), false);
			const factor = await codesOf(ada);
			const [first = "", second = "", third = ""] = codes;
			const tries = await Promise.all(Array.from({ length: 4 }, () => verify(ada, factor, first)));
			assert.deepEqual(tries.sort(), ["done", "passcode_refused", "passcode_refused", "passcode_refused"]);
			const copied = second.toUpperCase().replace("-", " ").replaceAll("0", "o").replaceAll("1", "L");
			assert.equal(await verify(ada, factor, copied), "done", "as it was copied from paper");
			assert.equal(await recoveryCodesLeft(db, ada.id), 8);
			assert.equal((await codesOf(ada)).profile["remaining"], "8");
			assert.equal((await verifyFactor(test.needs, ada.id, factor.id, { passCode: third })).method, "recovery_code");
			assert.deepEqual(test.letters.at(-1)?.letter, {
				kind: "factor-changed",
				change: "used",
				factor: "Recovery codes",
				byAdministrator: false,
			});
		});

		it("a recovery code of another person, or of before, is refused", async () => {
			const [bobs = ""] = await makeRecoveryCodes(test.needs, bob);
			const [former = ""] = await makeRecoveryCodes(test.needs, ada);
			const [present = ""] = await makeRecoveryCodes(test.needs, ada);
			const factor = await codesOf(ada);
			assert.equal(await verify(ada, factor, bobs), "passcode_refused");
			assert.equal(await verify(ada, factor, former), "passcode_refused");
			assert.equal(await verify(ada, factor, present), "done");
			assert.equal(await recoveryCodesLeft(db, bob.id), 10);
		});

		it("ten wrong recovery codes are tried and no more, though the next be right", async () => {
			const [right = ""] = await makeRecoveryCodes(test.needs, ada);
			const factor = await codesOf(ada);
			const tries = await Promise.all(Array.from({ length: 13 }, () => verify(ada, factor, "00000-00000")));
			assert.equal(tries.filter((code) => code === "passcode_refused").length, 10);
			assert.equal(await verify(ada, factor, right), "too_many_attempts");
			assert.equal(await recoveryCodesLeft(db, ada.id), 10);
		});

		it("when the last recovery code is used they are not asked for any more, and a reset takes them all", async () => {
			const codes = await makeRecoveryCodes(test.needs, ada);
			const factor = await codesOf(ada);
			for (const code of codes) assert.equal(await verify(ada, factor, code), "done");
			assert.deepEqual(await activeFactors(db, ada.id), []);
			const [next = ""] = await makeRecoveryCodes(test.needs, ada);
			assert.equal((await activeFactors(db, ada.id)).length, 1);
			await resetFactors(test.needs, ada, { by: "administrator", address: "127.0.0.1" });
			assert.equal(await codeOf(verifyFactor(test.needs, ada.id, factor.id, { passCode: next })), "not_found");
			assert.deepEqual(await rowsOf(db, "factors", "recovery_codes"), [[], []]);
			const change = { kind: "factor-changed", change: "reset", factor: "All factors", byAdministrator: true };
			assert.deepEqual(test.letters.at(-1)?.letter, change);
		});

		it("recovery codes are made, counted and given up by their owner, and are none of Okta's factors", async () => {
			const at = "/api/v1/internal/me/recovery-codes";
			const made = await api.call<{ codes: string[] }>("POST", at, { caller: ada.id });
			assert.equal(made.body.codes.length, 10);
			assert.equal((await api.call<{ remaining: number }>("GET", at, { caller: ada.id })).body.remaining, 10);
			assert.equal((await api.call<{ remaining: number }>("GET", at, { caller: bob.id })).body.remaining, 0);
			assert.deepEqual((await api.call<unknown[]>("GET", `/api/v1/users/${ada.id}/factors`)).body, []);
			assert.equal((await api.call("DELETE", at, { caller: ada.id })).status, 403, "a password alone does not take them away");
			test.session = freshSession("pwd", "recovery", "mfa");
			assert.equal((await api.call("DELETE", at, { caller: ada.id })).status, 204);
			assert.equal(await recoveryCodesLeft(db, ada.id), 0);
		});
	});
}
