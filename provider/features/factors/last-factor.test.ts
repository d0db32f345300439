import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { createAuthenticator } from "#tests/harness/authenticator.ts";
import { engines } from "#tests/harness/databases.ts";
import { makeAdministrator, makePerson, openProviderDatabase } from "#tests/harness/management.ts";
import type { Db } from "../../database.ts";
import { everyoneId } from "../groups/groups.ts";
import { organizationId } from "../org/org.ts";
import { createPolicy, createRule, ensurePolicies, setConsolePolicy } from "../policies/policies.ts";
import type { User } from "../users/users.ts";
import { codeOf, type FactorsAtTest, factorsAtTest } from "./factors.harness.ts";
import {
	activateFactor,
	activeFactors,
	beginPasskeyEnrolment,
	canPassConsole,
	enrolEmail,
	enrolQuestion,
	enrolTotp,
	type Factor,
	finishPasskeyEnrolment,
	guardConsole,
	makeRecoveryCodes,
	removeFactor,
	resetFactors,
	someoneCanPassConsole,
} from "./factors.ts";

const ADDRESS = "192.0.2.1";
const BY_PERSON = { by: "person", address: ADDRESS } as const;
const BY_ADMINISTRATOR = { by: "administrator", address: ADDRESS } as const;

for (const engine of engines) {
	describe(`the last factor with which anybody gets into the console, on ${engine.name}`, () => {
		let db: Db;
		let close: () => Promise<void>;
		let test: FactorsAtTest;
		let root: User;
		beforeEach(async () => {
			({ db, close } = await openProviderDatabase(engine));
			await ensurePolicies(db, await everyoneId(db));
			await organizationId(db);
			test = factorsAtTest(db);
			root = await makeAdministrator(db, "Root");
		});
		afterEach(() => close());

		const withEmail = async (user: User): Promise<Factor> => {
			const { id } = await enrolEmail(test.needs, user);
			return activateFactor(test.needs, user, id, { passCode: test.lastCode() });
		};
		const withPasskey = async (user: User): Promise<Factor> => {
			const { publicKey } = await beginPasskeyEnrolment(test.needs, user, "Signet");
			const attestation = createAuthenticator({ origin: "http://localhost:7081" }).create(publicKey);
			return finishPasskeyEnrolment(test.needs, user, { name: "Key", attestation });
		};
		/** What the console asks for, from now on. */
		const consoleAsks = async (verificationMethod: object) =>
			setConsolePolicy(db, await policyThatAsks(verificationMethod), (tx) => guardConsole(tx, ADDRESS));
		const policyThatAsks = async (verificationMethod: object): Promise<string> => {
			const { id } = await createPolicy(db, { type: "ACCESS_POLICY", name: "Console", document: {} }, "ACTIVE");
			const appSignOn = { access: "ALLOW", verificationMethod: { type: "ASSURANCE", ...verificationMethod } };
			await createRule(db, id, { name: "Rule", document: { actions: { appSignOn } } }, "ACTIVE");
			return id;
		};
		const twoFactors = { factorMode: "2FA", constraints: [] };
		const phishingResistant = {
			factorMode: "2FA",
			constraints: [{ possession: { phishingResistant: "REQUIRED" } }],
		};

		it("cannot be removed, neither by its owner nor by an administrator, nor reset", async () => {
			const factor = await withEmail(root);
			await consoleAsks(twoFactors);
			assert.equal(await codeOf(removeFactor(test.needs, root, factor.id, BY_PERSON)), "last_factor");
			assert.equal(await codeOf(removeFactor(test.needs, root, factor.id, BY_ADMINISTRATOR)), "last_factor");
			assert.equal(await codeOf(resetFactors(test.needs, root, BY_ADMINISTRATOR)), "last_factor");
			assert.equal((await activeFactors(db, root.id)).length, 1, "nothing half done");
		});

		it("can be removed once there is another one that would do, and what would not do does not count", async () => {
			const email = await withEmail(root);
			const key = await withPasskey(root);
			await consoleAsks(phishingResistant);
			await makeRecoveryCodes(test.needs, root);
			await enrolQuestion(test.needs, root, { question: "disliked_food", answer: "mayonnaise" });
			await enrolTotp(test.needs, root);
			assert.equal(await codeOf(removeFactor(test.needs, root, key.id, BY_PERSON)), "last_factor");
			assert.equal(await codeOf(removeFactor(test.needs, root, email.id, BY_PERSON)), "done", "it is none that would do");
			const another = await withPasskey(root);
			assert.equal(await codeOf(removeFactor(test.needs, root, key.id, BY_PERSON)), "done");
			assert.equal(await codeOf(removeFactor(test.needs, root, another.id, BY_PERSON)), "last_factor");
		});

		it("recovery codes do not count: the last one is soon used up", async () => {
			const factor = await withEmail(root);
			await makeRecoveryCodes(test.needs, root);
			await consoleAsks(twoFactors);
			assert.equal(await codeOf(removeFactor(test.needs, root, factor.id, BY_PERSON)), "last_factor");
		});

		it("another Super Administrator who could get in is enough, one who is shut out or only a help desk is not", async () => {
			const factor = await withEmail(root);
			const second = await makeAdministrator(db, "Second");
			await consoleAsks(twoFactors);
			assert.equal(await codeOf(removeFactor(test.needs, root, factor.id, BY_PERSON)), "last_factor", "a password is not enough");
			await withEmail(second);
			assert.equal(await canPassConsole(db, second.id, ADDRESS), true);
			await db.updateTable("users").set({ status: "SUSPENDED" }).where("id", "=", second.id).execute();
			assert.equal(await codeOf(removeFactor(test.needs, root, factor.id, BY_PERSON)), "last_factor", "suspended");
			await db.updateTable("users").set({ status: "ACTIVE" }).where("id", "=", second.id).execute();
			assert.equal(await codeOf(removeFactor(test.needs, root, factor.id, BY_PERSON)), "done");
			assert.equal(await someoneCanPassConsole(db, ADDRESS), true);
		});

		it("of two Super Administrators who remove theirs at the same moment one keeps it", async () => {
			const second = await makeAdministrator(db, "Second");
			const factors = [await withEmail(root), await withEmail(second)] as const;
			await consoleAsks(twoFactors);
			const outcomes = await Promise.all([
				codeOf(removeFactor(test.needs, root, factors[0].id, BY_PERSON)),
				codeOf(resetFactors(test.needs, second, BY_ADMINISTRATOR)),
			]);
			assert.deepEqual(outcomes.sort(), ["done", "last_factor"]);
			assert.equal(await someoneCanPassConsole(db, ADDRESS), true);
		});

		it("a policy that nobody could pass is refused, also while somebody removes the factor for it", async () => {
			const id = await policyThatAsks(twoFactors);
			const choose = () => codeOf(setConsolePolicy(db, id, (tx) => guardConsole(tx, ADDRESS)));
			assert.equal(await choose(), "locks_everybody_out");
			const factor = await withEmail(root);
			const outcomes = await Promise.all([choose(), codeOf(removeFactor(test.needs, root, factor.id, BY_PERSON))]);
			assert.equal(outcomes.filter((outcome) => outcome === "done").length, 1, outcomes.join());
			assert.equal(await someoneCanPassConsole(db, ADDRESS), true);
		});

		it("holds nobody back who is no Super Administrator, nor where the console asks for nothing more", async () => {
			const ada = await makePerson(db, "Ada", "a long enough password");
			const [adas, roots] = [await withEmail(ada), await withEmail(root)];
			assert.equal(await codeOf(removeFactor(test.needs, root, roots.id, BY_PERSON)), "done", "nothing more is asked");
			await withEmail(root);
			await consoleAsks(twoFactors);
			assert.equal(await codeOf(removeFactor(test.needs, ada, adas.id, BY_PERSON)), "done");
		});
	});

	describe(`what policies of enrolment say, on ${engine.name}`, () => {
		let db: Db;
		let close: () => Promise<void>;
		let test: FactorsAtTest;
		let ada: User;
		beforeEach(async () => {
			({ db, close } = await openProviderDatabase(engine));
			await ensurePolicies(db, await everyoneId(db));
			test = factorsAtTest(db);
			ada = await makePerson(db, "Ada", "a long enough password");
		});
		afterEach(() => close());

		const says = (factors: Record<string, string>) => {
			const settings = {
				type: "FACTORS",
				factors: Object.fromEntries(Object.entries(factors).map(([name, self]) => [name, { enroll: { self } }])),
			};
			return createPolicy(db, { type: "MFA_ENROLL", name: "Ours", document: { settings } }, "ACTIVE");
		};

		it("what is not allowed cannot be set up", async () => {
			await says({
				okta_question: "NOT_ALLOWED",
				google_otp: "NOT_ALLOWED",
				okta_email: "NOT_ALLOWED",
				fido_webauthn: "NOT_ALLOWED",
			});
			const question = { question: "disliked_food", answer: "mayonnaise" };
			assert.equal(await codeOf(enrolQuestion(test.needs, ada, question)), "forbidden");
			assert.equal(await codeOf(enrolTotp(test.needs, ada)), "forbidden");
			assert.equal(await codeOf(enrolEmail(test.needs, ada)), "forbidden");
			assert.equal(await codeOf(beginPasskeyEnrolment(test.needs, ada, "Signet")), "forbidden");
			assert.equal(test.letters.length, 0);
		});

		it("the last of a kind that is required is not removed by its owner, but by an administrator", async () => {
			const { id } = await enrolQuestion(test.needs, ada, { question: "disliked_food", answer: "mayonnaise" });
			await says({ okta_question: "REQUIRED" });
			assert.equal(await codeOf(removeFactor(test.needs, ada, id, BY_PERSON)), "forbidden");
			assert.equal(await codeOf(removeFactor(test.needs, ada, id, BY_ADMINISTRATOR)), "done");
		});
	});
}
