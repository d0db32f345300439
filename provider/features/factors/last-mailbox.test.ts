import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { engines } from "#tests/harness/databases.ts";
import { type Management, makeAdministrator, openManagement, openProviderDatabase } from "#tests/harness/management.ts";
import type { Db } from "../../database.ts";
import { everyoneId } from "../groups/groups.ts";
import { organizationId } from "../org/org.ts";
import { createPolicy, createRule, ensurePolicies, setConsolePolicy } from "../policies/policies.ts";
import { peopleNeeds } from "../users/users.harness.ts";
import { mountUsers } from "../users/users.routes.ts";
import { findUser, type User } from "../users/users.ts";
import { factorsAtTest } from "./factors.harness.ts";
import { activateFactor, canPassConsole, enrolEmail, guardConsole } from "./factors.ts";

const ADDRESS = "127.0.0.1";

for (const engine of engines) {
	describe(`the mailbox that opens the console, on ${engine.name}`, () => {
		let db: Db;
		let close: () => Promise<void>;
		let api: Management;
		let root: User;
		let withEmail: (user: User) => Promise<unknown>;
		beforeEach(async () => {
			({ db, close } = await openProviderDatabase(engine));
			await ensurePolicies(db, await everyoneId(db));
			await organizationId(db);
			const test = factorsAtTest(db);
			root = await makeAdministrator(db, "Root");
			api = await openManagement(db, root.id, (routes) => mountUsers(routes, { ...peopleNeeds(db), canPassConsole }));
			withEmail = async (user) => {
				const { id } = await enrolEmail(test.needs, user);
				return activateFactor(test.needs, user, id, { passCode: test.lastCode() });
			};
			await withEmail(root);
			const { id } = await createPolicy(db, { type: "ACCESS_POLICY", name: "Console", document: {} }, "ACTIVE");
			const verificationMethod = { type: "ASSURANCE", factorMode: "2FA", constraints: [] };
			const actions = { appSignOn: { access: "ALLOW", verificationMethod } };
			await createRule(db, id, { name: "Rule", document: { actions } }, "ACTIVE");
			await setConsolePolicy(db, id, (tx) => guardConsole(tx, ADDRESS));
		});
		afterEach(async () => {
			await api.close();
			await close();
		});

		const move = async (email: string) =>
			(await api.call("POST", `/api/v1/users/${root.id}`, { body: { profile: { email } } })).status;
		const emailOf = async () => (await findUser(db, root.id))?.profile.email;

		it("is not given up by another address, as long as nobody else gets in", async () => {
			assert.notEqual(await move("elsewhere@example.com"), 200);
			assert.equal(await emailOf(), "root@example.com", "nothing half done");
			assert.equal(await move("ROOT@example.com"), 200, "the same mailbox");
			await withEmail(await makeAdministrator(db, "Second"));
			assert.equal(await move("elsewhere@example.com"), 200);
		});
	});
}
