import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
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
import { grantRole } from "../administrators/administrators.ts";
import type { User } from "../users/users.ts";
import { type FactorsAtTest, factorsAtTest, freshSession, oldSession } from "./factors.harness.ts";
import { mountFactors } from "./factors.routes.ts";
import { activeFactors, enrolQuestion, makeRecoveryCodes, resetFactors } from "./factors.ts";
import { base32, codeAt, stepAt, stepOf } from "./totp.ts";

const PASSWORD = "a long enough password";

interface Shown {
	readonly id: string;
	readonly factorType: string;
	readonly status: string;
	readonly profile: Record<string, string>;
	readonly _embedded?: { activation: { sharedSecret: string } };
}

/** RFC 4648, read back. */
const fromBase32 = (text: string): Buffer => {
	const bits = [...text]
		.map((letter) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0"))
		.join("");
	return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
};

describe("codes of authenticator apps", () => {
	it("are those of RFC 6238 appendix B, of which six digits are shown", () => {
		const secret = Buffer.from("12345678901234567890");
		const cases: [number, string][] = [
			[59, "287082"],
			[1_111_111_109, "081804"],
			[1_111_111_111, "050471"],
			[1_234_567_890, "005924"],
			[2_000_000_000, "279037"],
			[20_000_000_000, "353130"],
		];
		for (const [seconds, code] of cases) assert.equal(codeAt(secret, stepAt(seconds * 1000)), code);
	});

	it("are taken a step early or late, not later, and never twice", () => {
		const secret = Buffer.from("12345678901234567890");
		const now = 1_234_567_890_000;
		const present = stepAt(now);
		for (const [offset, taken] of [
			[-2, false],
			[-1, true],
			[0, true],
			[1, true],
			[2, false],
		] as const)
			assert.equal(stepOf(secret, codeAt(secret, present + offset), 0, now) !== undefined, taken, String(offset));
		assert.equal(stepOf(secret, codeAt(secret, present), present, now), undefined);
		for (const odd of ["", "12345", "1234567", "１２３４５６", "-12345"]) assert.equal(stepOf(secret, odd, 0, now), undefined);
	});

	it("secrets are written as RFC 4648 section 10 has it", () => {
		assert.deepEqual(
			["", "f", "fo", "foo", "foob", "fooba", "foobar"].map((text) => base32(Buffer.from(text))),
			["", "MY", "MZXQ", "MZXW6", "MZXW6YQ", "MZXW6YTB", "MZXW6YTBOI"],
		);
	});
});

for (const engine of engines) {
	describe(`factors on ${engine.name}`, () => {
		let db: Db;
		let close: () => Promise<void>;
		let api: Management;
		let ada: User;
		let root: User;
		let test: FactorsAtTest;
		beforeEach(async () => {
			({ db, close } = await openProviderDatabase(engine));
			root = await makeAdministrator(db, "Root");
			ada = await makePerson(db, "Ada", PASSWORD);
			test = factorsAtTest(db);
			api = await openManagement(db, root.id, (routes) => mountFactors(routes, test.needs));
		});
		afterEach(async () => {
			await api.close();
			await close();
		});

		const at = (user: User) => `/api/v1/users/${user.id}/factors`;
		const totp = { factorType: "token:software:totp", provider: "GOOGLE" };
		const enrol = async (user: User, caller = user.id) => {
			const { body } = await api.call<Shown>("POST", at(user), { body: totp, caller });
			return { id: body.id, secret: fromBase32(body._embedded?.activation.sharedSecret ?? "") };
		};

		it("an authenticator app counts once its first code was right, and no code counts twice", async () => {
			const { id, secret } = await enrol(ada);
			assert.equal(secret.length, 20);
			assert.deepEqual(await activeFactors(db, ada.id), []);
			const before = stepAt(Date.now()) - 1;
			const path = `${at(ada)}/${id}`;
			const activate = (passCode: string) =>
				api.call<Shown>("POST", `${path}/lifecycle/activate`, { body: { passCode }, caller: ada.id });
			assert.equal((await activate("nope")).status, 403);
			const done = await activate(codeAt(secret, before));
			assert.deepEqual([done.status, done.body.status], [200, "ACTIVE"]);
			assert.equal(JSON.stringify(done.body).includes("sharedSecret"), false, "the secret is shown once");
			const verify = async (passCode: string) => (await api.call("POST", `${path}/verify`, { body: { passCode } })).status;
			assert.equal(await verify(codeAt(secret, before)), 403, "used for the activation");
			const codes = await Promise.all(Array.from({ length: 5 }, () => verify(codeAt(secret, before + 1))));
			assert.deepEqual(codes.sort(), [200, 403, 403, 403, 403]);
		});

		it("ten wrong codes are tried and no more, though the next be right", async () => {
			const { id, secret } = await enrol(ada);
			const path = `${at(ada)}/${id}/lifecycle/activate`;
			const wrong = await Promise.all(Array.from({ length: 14 }, () => api.call("POST", path, { body: { passCode: "nope" } })));
			assert.deepEqual(wrong.filter(({ status }) => status === 403).length, 10);
			assert.deepEqual(wrong.filter(({ status }) => status === 429).length, 4);
			const right = await api.call("POST", path, { body: { passCode: codeAt(secret, stepAt(Date.now())) } });
			assert.equal(right.status, 429);
		});

		it("a question is active at once, and its answer is kept as passwords are", async () => {
			const profile = { question: "disliked_food", answer: "Mayonnaise" };
			const made = await api.call<Shown>("POST", at(ada), { body: { factorType: "question", provider: "OKTA", profile } });
			assert.deepEqual([made.status, made.body.status], [200, "ACTIVE"]);
			assert.equal(made.body.profile["questionText"], "What is the food you least liked as a child?");
			assert.equal(
				JSON.stringify([made.body, await rowsOf(db, "factors")])
					.toLowerCase()
					.includes("mayonnaise"),
				false,
			);
			const verify = (answer: string) => api.call("POST", `${at(ada)}/${made.body.id}/verify`, { body: { answer } });
			assert.deepEqual((await verify(" mayonnaise")).body, { factorResult: "SUCCESS" });
			assert.equal((await verify("ketchup")).body.errorCode, "E0000068");
		});

		it("secrets are sealed, and another person's factor is not found among one's own", async () => {
			const { id, secret } = await enrol(ada);
			const rows = JSON.stringify(await rowsOf(db, "factors"));
			assert.equal(rows.includes(base32(secret)) || rows.includes(secret.toString("base64url")), false);
			const bob = await makePerson(db, "Bob", PASSWORD);
			assert.equal((await api.call("GET", `${at(bob)}/${id}`)).body.errorCode, "E0000007");
		});

		it("are refused to strangers, to a help desk where they are an administrator's, and where there are none of the kind", async () => {
			const bob = await makePerson(db, "Bob", PASSWORD);
			const desk = await makePerson(db, "Desk", PASSWORD);
			await grantRole(db, desk.id, "HELP_DESK_ADMIN");
			const mine = await enrol(root, root.id);
			const before = await rowsOf(db, "factors");
			const cases: [string, string, object, number, string][] = [
				["GET", at(ada), { caller: bob.id }, 403, "E0000006"],
				["POST", at(ada), { caller: bob.id, body: totp }, 403, "E0000006"],
				["GET", "/api/v1/users/nobody@example.com/factors", { caller: bob.id }, 403, "E0000006"],
				["GET", at(ada), { caller: null }, 403, "E0000005"],
				["POST", at(root), { caller: desk.id, body: totp }, 403, "E0000006"],
				["DELETE", `${at(root)}/${mine.id}`, { caller: desk.id }, 403, "E0000006"],
				["DELETE", `${at(ada)}/${mine.id}`, {}, 404, "E0000007"],
				["DELETE", `${at(ada)}/ostnothing`, { caller: ada.id }, 404, "E0000007"],
				["DELETE", `${at(ada)}/ostnothing`, { caller: bob.id }, 403, "E0000006"],
				["PUT", `${at(ada)}/${mine.id}`, { body: { profile: { authenticatorName: "x" } } }, 404, "E0000007"],
				["POST", at(ada), { body: { factorType: "email", provider: "RSA" } }, 400, "E0000001"],
				["POST", at(ada), { body: { factorType: "email", profile: { email: "eve@example.com" } } }, 400, "E0000001"],
				["POST", at(ada), { body: { factorType: "webauthn", provider: "OKTA" } }, 400, "E0000001"],
				["POST", at(ada), { body: { factorType: "signet:recovery_codes", provider: "SIGNET" } }, 400, "E0000001"],
				["POST", at(ada), { body: { factorType: "token:software:totp", provider: "RSA" } }, 400, "E0000001"],
				["POST", at(ada), { body: { factorType: "question", profile: { question: "nope", answer: "abcdef" } } }, 400, "E0000001"],
				[
					"POST",
					at(ada),
					{ body: { factorType: "question", profile: { question: "disliked_food", answer: "abc" } } },
					400,
					"E0000001",
				],
				[
					"POST",
					at(ada),
					{ body: { factorType: "question", profile: { question: "disliked_food", answer: "food" } } },
					400,
					"E0000001",
				],
				["POST", at(ada), { body: {} }, 400, "E0000001"],
			];
			for (const [method, path, options, status, code] of cases) {
				const answer = await api.call(method, path, options);
				assert.deepEqual([answer.status, answer.body.errorCode], [status, code], `${method} ${path} ${JSON.stringify(options)}`);
			}
			assert.deepEqual(await rowsOf(db, "factors"), before);
		});

		it("are listed, catalogued, taken away one by one and all at once", async () => {
			const { id, secret } = await enrol(ada);
			await api.call("POST", `${at(ada)}/${id}/lifecycle/activate`, { body: { passCode: codeAt(secret, stepAt(Date.now())) } });
			const again = await api.call("POST", at(ada), { body: totp });
			assert.equal(again.body.errorCode, "E0000001", "one of each kind");
			const catalog = await api.call<{ factorType: string; status: string }[]>("GET", `${at(ada)}/catalog`);
			assert.deepEqual(
				catalog.body.map(({ status }) => status),
				["NOT_SETUP", "NOT_SETUP", "ACTIVE", "NOT_SETUP", "NOT_SETUP"],
			);
			assert.equal((await api.call<unknown[]>("GET", `${at(ada)}/questions`)).body.length > 5, true);
			assert.equal((await api.call<Shown[]>("GET", at(ada), { caller: ada.id })).body.length, 1);
			assert.equal((await api.call("DELETE", `${at(ada)}/${id}`)).status, 204);
			await enrol(ada);
			await resetFactors(test.needs, ada, { by: "administrator", address: "127.0.0.1" });
			assert.deepEqual((await api.call<Shown[]>("GET", at(ada))).body, []);
		});

		it("whoever leaves a session open gives nobody a way in: setting up and removing ask for a fresh proof", async () => {
			const tried = async () => (await api.call("POST", at(ada), { body: totp, caller: ada.id })).status;
			test.session = oldSession("pwd");
			assert.equal(await tried(), 403, "an hour ago");
			test.session = undefined;
			assert.equal(await tried(), 403, "no session");
			test.session = freshSession("pwd");
			const { id, secret } = await enrol(ada);
			const activated = await api.call("POST", `${at(ada)}/${id}/lifecycle/activate`, {
				body: { passCode: codeAt(secret, stepAt(Date.now())) },
				caller: ada.id,
			});
			assert.equal(activated.status, 200);
			const remove = async () => (await api.call("DELETE", `${at(ada)}/${id}`, { caller: ada.id })).status;
			assert.equal(await remove(), 403, "who has a factor has to prove one");
			test.session = oldSession("pwd", "otp", "mfa");
			assert.equal(await remove(), 403, "an hour ago");
			assert.equal((await activeFactors(db, ada.id)).length, 1);
			test.session = freshSession("pwd", "otp", "mfa");
			assert.equal(await remove(), 204);
		});

		it("neither the answer to a question nor a password alone changes the factors of whoever has one of another kind", async () => {
			const tried = async () => (await api.call("POST", at(ada), { body: totp, caller: ada.id })).status;
			await enrolQuestion(test.needs, ada, { question: "disliked_food", answer: "mayonnaise" });
			test.session = freshSession("pwd", "kba");
			assert.equal(await tried(), 200, "the question is all that there is");
			await makeRecoveryCodes(test.needs, ada);
			assert.equal(await tried(), 403, "recovery codes stand for the owner");
			test.session = freshSession("pwd", "recovery", "mfa");
			assert.equal(await tried(), 200);
		});

		it("every change is logged with whose factor it is, and written to the person", async () => {
			const { id, secret } = await enrol(ada);
			await api.call("POST", `${at(ada)}/${id}/lifecycle/activate`, {
				body: { passCode: codeAt(secret, stepAt(Date.now())) },
				caller: ada.id,
			});
			await api.call("DELETE", `${at(ada)}/${id}`);
			assert.deepEqual(
				api.events.map(({ type, targets }) => [type, targets]),
				[
					["user.mfa.factor.activate", [ada.id, id]],
					["user.mfa.factor.deactivate", [ada.id, id]],
				],
			);
			const change = { kind: "factor-changed", factor: "Authenticator app" };
			assert.deepEqual(test.letters, [
				{ to: "ada@example.com", letter: { ...change, change: "added", byAdministrator: false } },
				{ to: "ada@example.com", letter: { ...change, change: "removed", byAdministrator: true } },
			]);
		});

		it("what an app is told by its QR code names the organisation and the account", async () => {
			const { body } = await api.call<{ _embedded: { activation: { uri: string; sharedSecret: string } } }>("POST", at(ada), {
				body: totp,
				caller: ada.id,
			});
			const { uri, sharedSecret } = body._embedded.activation;
			const address = new URL(uri);
			assert.equal(address.protocol, "otpauth:");
			assert.equal(address.searchParams.get("issuer"), "Signet");
			assert.equal(address.searchParams.get("secret"), sharedSecret);
			assert.equal(decodeURIComponent(address.pathname).endsWith("Signet:ada@example.com"), true);
		});
	});
}
