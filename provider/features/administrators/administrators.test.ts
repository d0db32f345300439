import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { asFault } from "#common/faults/fault.ts";
import { engines } from "#tests/harness/databases.ts";
import {
	type Management,
	makeAdministrator,
	makePerson,
	openManagement,
	openProviderDatabase,
} from "#tests/harness/management.ts";
import type { Db } from "../../database.ts";
import { activate, deactivate, type User } from "../users/users.ts";
import { mountAdministrators } from "./administrators.routes.ts";
import {
	actorFor,
	administratorAddresses,
	allows,
	grantRole,
	hasAdministrator,
	isLastSuperAdministrator,
	revokeRole,
	roleId,
	rolesOf,
} from "./administrators.ts";

const PASSWORD = "a long enough password";

for (const engine of engines) {
	describe(`administrators on ${engine.name}`, () => {
		let db: Db;
		let close: () => Promise<void>;
		let api: Management;
		let root: User;
		beforeEach(async () => {
			({ db, close } = await openProviderDatabase(engine));
			root = await makeAdministrator(db, "Root");
			api = await openManagement(db, root.id, (routes) => mountAdministrators(routes, { db, url: "http://localhost:7081" }));
		});
		afterEach(async () => {
			await api.close();
			await close();
		});

		/** How many of these succeeded; the others must all have met the guard. */
		const successes = async (attempts: readonly Promise<void>[]): Promise<number> => {
			const ends = await Promise.allSettled(attempts);
			for (const end of ends)
				if (end.status === "rejected") assert.equal(asFault(end.reason).code, "last_administrator", String(end.reason));
			return ends.filter(({ status }) => status === "fulfilled").length;
		};

		it("one always stays, when all are demoted at the same moment", async () => {
			const all = [root];
			for (const name of ["Ada", "Bob", "Cid"]) all.push(await makeAdministrator(db, name));
			assert.equal(await successes(all.map(({ id }) => revokeRole(db, id, "SUPER_ADMIN"))), 3);
			assert.equal((await administratorAddresses(db)).length, 1);
		});

		it("one always stays, when one is demoted and another deactivated at the same moment", async () => {
			for (const name of ["Ada", "Bob", "Cid"]) {
				const other = await makeAdministrator(db, name);
				const before = await db.selectFrom("admin_roles").select("user_id").execute();
				const keeper = before.find(({ user_id }) => user_id !== other.id)?.user_id ?? "";
				assert.equal(await successes([revokeRole(db, keeper, "SUPER_ADMIN"), deactivate(db, other.id)]), 1);
				assert.equal((await administratorAddresses(db)).length, 1);
			}
		});

		it("the last one may lose every other role", async () => {
			await grantRole(db, root.id, "READ_ONLY_ADMIN");
			await revokeRole(db, root.id, "READ_ONLY_ADMIN");
			assert.deepEqual(await rolesOf(db, root.id), ["SUPER_ADMIN"]);
		});

		it("who is not active does not count", async () => {
			const ada = await makePerson(db, "Ada");
			await grantRole(db, ada.id, "SUPER_ADMIN");
			assert.equal(await isLastSuperAdministrator(db, root.id), true);
			assert.equal(await successes([revokeRole(db, root.id, "SUPER_ADMIN")]), 0);
			assert.deepEqual(await administratorAddresses(db), ["root@example.com"]);
		});

		it("deactivation takes the role, and activation does not give it back", async () => {
			const ada = await makeAdministrator(db, "Ada");
			await deactivate(db, ada.id);
			await assert.rejects(grantRole(db, ada.id, "SUPER_ADMIN"), (thrown) => asFault(thrown).code === "conflict");
			await activate(db, ada.id);
			assert.deepEqual(await rolesOf(db, ada.id), []);
			assert.equal(await hasAdministrator(db), true);
		});

		it("a caller has the roles of this moment, and none at all unless active", async () => {
			const ada = await makePerson(db, "Ada", PASSWORD);
			const actor = await actorFor(db, ada.id);
			assert.deepEqual(actor, { kind: "person", userId: ada.id, login: "ada@example.com", name: "Ada Tester", roles: [] });
			assert.equal(actor && allows(actor, "users.read"), false);
			await grantRole(db, ada.id, "SUPER_ADMIN");
			const promoted = await actorFor(db, ada.id);
			assert.equal(promoted && allows(promoted, "roles.manage"), true);
			await deactivate(db, ada.id);
			assert.equal(await actorFor(db, ada.id), undefined);
			assert.equal(await actorFor(db, (await makePerson(db, "Staged")).id), undefined);
		});

		it("`me` says who is calling, to anyone who is signed in", async () => {
			const ada = await makePerson(db, "Ada", PASSWORD);
			const me = await api.call("GET", "/api/v1/internal/me", { caller: ada.id });
			const expected = {
				id: ada.id,
				login: "ada@example.com",
				name: "Ada Tester",
				email: "ada@example.com",
				locale: null,
				permissions: [],
				everywhere: [],
				consoleLocked: false,
				organization: { name: "Signet", logo: null },
				roles: [],
			};
			assert.deepEqual(me.body, { ...expected, issuer: "http://localhost:7081" });
			const nobody = await api.call("GET", "/api/v1/internal/me", { caller: null });
			assert.deepEqual([nobody.status, nobody.body.errorCode], [403, "E0000005"]);
		});

		it("the role is given, shown and taken through the API", async () => {
			const { id } = await makePerson(db, "Ada", PASSWORD);
			const path = `/api/v1/users/${id}/roles`;
			assert.equal((await api.call("POST", path, { body: { type: "SUPER_ADMIN" } })).status, 201);
			const shown = await api.call<{ id: string; type: string }[]>("GET", path);
			const [held] = shown.body;
			assert.deepEqual([shown.body.length, held?.type], [1, "SUPER_ADMIN"]);
			assert.deepEqual((await api.call("GET", `${path}/${held?.id}`)).body, held);
			const assignees = await api.call<{ value: { id: string }[] }>("GET", "/api/v1/iam/assignees/users");
			assert.deepEqual(assignees.body.value.map((one) => one.id).sort(), [root.id, id].sort());
			assert.equal((await api.call("DELETE", `${path}/${held?.id}`)).status, 204);
			assert.deepEqual(await rolesOf(db, id), []);
			assert.deepEqual(
				api.events.map(({ type }) => type),
				["user.account.privilege.grant", "user.account.privilege.revoke"],
			);
		});

		it("refuse what is not a role, whoever may not give one, and their own end", async () => {
			const ada = await makePerson(db, "Ada", PASSWORD);
			const grant = { body: { type: "SUPER_ADMIN" } };
			const cases: [string, string, Parameters<Management["call"]>[2], number, string][] = [
				["POST", `/api/v1/users/${ada.id}/roles`, { body: { type: "WIZARD" } }, 400, "E0000001"],
				["POST", `/api/v1/users/${ada.id}/roles`, { body: {} }, 400, "E0000001"],
				["POST", `/api/v1/users/${ada.id}/roles`, { body: { ...grant.body, id: "x" } }, 400, "E0000001"],
				["POST", `/api/v1/users/${ada.id}/roles`, { ...grant, caller: ada.id }, 403, "E0000006"],
				["POST", `/api/v1/users/${ada.id}/roles`, { ...grant, caller: null }, 403, "E0000005"],
				["POST", `/api/v1/users/${ada.id}/roles`, { ...grant, headers: { origin: "http://localhost:7080" } }, 403, "E0000006"],
				["POST", "/api/v1/users/00unobody/roles", grant, 404, "E0000007"],
				["DELETE", `/api/v1/users/${ada.id}/roles/SUPER_ADMIN`, {}, 404, "E0000007"],
				["DELETE", `/api/v1/users/${ada.id}/roles/WIZARD`, {}, 404, "E0000007"],
				["DELETE", `/api/v1/users/${ada.id}/roles/${roleId(root.id, "SUPER_ADMIN")}`, {}, 404, "E0000007"],
				["DELETE", `/api/v1/users/${root.id}/roles/${roleId(root.id, "SUPER_ADMIN")}`, {}, 403, "E0000038"],
			];
			for (const [method, path, options, status, code] of cases) {
				const answer = await api.call(method, path, options);
				assert.deepEqual([answer.status, answer.body.errorCode], [status, code], `${method} ${path}`);
			}
			assert.deepEqual([await rolesOf(db, ada.id), await rolesOf(db, root.id)], [[], ["SUPER_ADMIN"]]);
		});
	});
}
