import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, it } from "node:test";
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
import { findUser, type User } from "../users/users.ts";
import { mountGroups } from "./groups.routes.ts";
import {
	addMember,
	countGroups,
	createGroup,
	deleteGroup,
	ensureEveryone,
	groupNamesOf,
	type groupObject,
	listGroups,
	removeMember,
} from "./groups.ts";

type Shown = ReturnType<typeof groupObject>;

for (const engine of engines) {
	describe(`groups on ${engine.name}`, () => {
		let db: Db;
		let close: () => Promise<void>;
		let api: Management;
		let admin: User;
		const open = async () => {
			({ db, close } = await openProviderDatabase(engine));
			admin = await makeAdministrator(db, "Root");
			api = await openManagement(db, admin.id, (routes) => mountGroups(routes, { db, url: "http://localhost:7081" }));
		};
		const shut = async () => {
			await api.close();
			await close();
		};

		describe("the rules", () => {
			beforeEach(open);
			afterEach(shut);

			it("make Everyone once, however often the provider starts, and put in it whoever is missing", async () => {
				await db.deleteFrom("group_members").execute();
				await Promise.all([ensureEveryone(db), ensureEveryone(db)]);
				assert.equal(await countGroups(db), 1);
				assert.deepEqual(await groupNamesOf(db, admin.id), ["Everyone"]);
			});

			it("sort the names that the `groups` claim is made of", async () => {
				for (const name of ["Zoo", "Admins"]) await addMember(db, (await createGroup(db, { name })).id, admin.id);
				assert.deepEqual(await groupNamesOf(db, admin.id), ["Admins", "Everyone", "Zoo"]);
			});

			it("let a person be added and removed as often as one likes", async () => {
				const { id } = await createGroup(db, { name: "Navy" });
				for (const _ of [1, 2]) await addMember(db, id, admin.id);
				assert.deepEqual(await groupNamesOf(db, admin.id), ["Everyone", "Navy"]);
				for (const _ of [1, 2]) await removeMember(db, id, admin.id);
				assert.deepEqual(await groupNamesOf(db, admin.id), ["Everyone"]);
			});

			it("never give two groups one name, even at the same moment", async () => {
				const made = await Promise.allSettled(["Navy", "NAVY", " navy "].map((name) => createGroup(db, { name })));
				assert.equal(made.filter(({ status }) => status === "fulfilled").length, 1);
				assert.equal(await countGroups(db), 2);
			});

			it("leave the people when a group goes", async () => {
				const { id } = await createGroup(db, { name: "Navy" });
				await addMember(db, id, admin.id);
				await deleteGroup(db, id);
				assert.ok(await findUser(db, admin.id));
				assert.deepEqual(await groupNamesOf(db, admin.id), ["Everyone"]);
			});

			it("page by name, each group once", async () => {
				for (const name of ["Delta", "Alpha", "Charlie", "Bravo"]) await createGroup(db, { name });
				const seen: string[] = [];
				let after: string | undefined;
				do {
					const page = await listGroups(db, { limit: 2, after });
					seen.push(...page.items.map(({ name }) => name));
					after = page.next;
				} while (after !== undefined);
				assert.deepEqual(seen, ["Alpha", "Bravo", "Charlie", "Delta", "Everyone"]);
			});
		});

		describe("/api/v1/groups", () => {
			beforeEach(open);
			afterEach(shut);

			it("makes, shows, changes and deletes a group", async () => {
				const made = await api.call<Shown>("POST", "/api/v1/groups", {
					body: { profile: { name: "Navy", description: "At sea" } },
				});
				assert.equal(made.status, 200);
				assert.deepEqual(
					[made.body.type, made.body.objectClass, made.body.profile],
					["OKTA_GROUP", ["okta:user_group"], { name: "Navy", description: "At sea" }],
				);
				const path = `/api/v1/groups/${made.body.id}`;
				const changed = await api.call<Shown>("PUT", path, { body: { profile: { name: "navy" } } });
				assert.deepEqual(changed.body.profile, { name: "navy", description: "" });
				assert.deepEqual((await api.call<Shown>("GET", path)).body, changed.body);
				assert.equal((await api.call("DELETE", path)).status, 204);
				assert.equal((await api.call("GET", path)).status, 404);
				assert.deepEqual(
					api.events.map(({ type }) => type),
					["group.lifecycle.create", "group.profile.update", "group.lifecycle.delete"],
				);
			});

			it("counts people and applications with `expand=stats`", async () => {
				await makePerson(db, "Ada");
				const { body } = await api.call<Shown[]>("GET", "/api/v1/groups?expand=stats&q=every");
				assert.deepEqual(
					body.map(({ profile, _embedded }) => [profile.name, _embedded?.stats]),
					[["Everyone", { usersCount: 2, appsCount: 0 }]],
				);
			});

			it("adds and removes members, and lists a person's groups", async () => {
				const { id } = await createGroup(db, { name: "Navy" });
				const path = `/api/v1/groups/${id}/users/${admin.id}`;
				assert.equal((await api.call("PUT", path)).status, 204);
				const groups = await api.call<Shown[]>("GET", `/api/v1/users/${admin.id}/groups`);
				assert.deepEqual(
					groups.body.map(({ profile }) => profile.name),
					["Everyone", "Navy"],
				);
				assert.equal((await api.call("DELETE", path)).status, 204);
				assert.deepEqual(api.events[0], { type: "group.user_membership.add", result: "success", targets: [admin.id, id] });
			});
		});

		describe("against bad input", () => {
			let everyone: string;
			before(async () => {
				await open();
				await createGroup(db, { name: "Navy" });
				everyone = (await listGroups(db, { q: "everyone", limit: 1 })).items[0]?.id ?? "";
			});
			after(shut);

			const groups = "/api/v1/groups";
			const named = (name: unknown) => ({ body: { profile: { name } } });
			type Case = [
				promise: string,
				method: string,
				path: string,
				options: Parameters<Management["call"]>[2],
				status: number,
				code: string,
			];
			const cases: Case[] = [
				["no body", "POST", groups, {}, 400, "E0000001"],
				["a body that is not JSON", "POST", groups, { body: "name=x" }, 400, "E0000003"],
				["no name", "POST", groups, { body: { profile: {} } }, 400, "E0000001"],
				["a blank name", "POST", groups, named("   "), 400, "E0000001"],
				["a number as the name", "POST", groups, named(7), 400, "E0000001"],
				["an over-long name", "POST", groups, named("x".repeat(256)), 400, "E0000001"],
				["a name with a line break", "POST", groups, named("a\nb"), 400, "E0000001"],
				["a name with a NUL", "POST", groups, named("a\0b"), 400, "E0000001"],
				["a lone surrogate", "POST", groups, { body: '{"profile":{"name":"\\udfff"}}' }, 400, "E0000001"],
				["an unknown attribute", "POST", groups, { body: { profile: { name: "x", owner: "y" } } }, 400, "E0000001"],
				[
					"an over-long description",
					"POST",
					groups,
					{ body: { profile: { name: "x", description: "y".repeat(1025) } } },
					400,
					"E0000001",
				],
				["2 MB", "POST", groups, named("x".repeat(2_000_000)), 413, "E0000001"],
				["a name that is taken", "POST", groups, named("NAVY"), 400, "E0000001"],
				["another Everyone", "POST", groups, named("everyone"), 400, "E0000001"],
				["a foreign origin", "POST", groups, { ...named("x"), headers: { origin: "https://evil.example" } }, 403, "E0000006"],
				["nobody", "POST", groups, { ...named("x"), caller: null }, 403, "E0000005"],
				["a change of Everyone", "PUT", `${groups}/:everyone`, named("All"), 400, "E0000001"],
				["deletion of Everyone", "DELETE", `${groups}/:everyone`, {}, 400, "E0000001"],
				["a person leaving Everyone", "DELETE", `${groups}/:everyone/users/root@example.com`, {}, 400, "E0000001"],
				["a person who is not there", "PUT", `${groups}/:everyone/users/00unobody`, {}, 404, "E0000007"],
				["a group that is not there", "PUT", `${groups}/00gnone/users/root@example.com`, {}, 404, "E0000007"],
				["deletion of what is not there", "DELETE", `${groups}/00gnone`, {}, 404, "E0000007"],
				["a path that climbs", "GET", `${groups}/..%2fusers`, {}, 404, "E0000007"],
				["an expansion that is not known", "GET", `${groups}?expand=app`, {}, 400, "E0000001"],
				["a cursor of somebody else", "GET", `${groups}?after=W10`, {}, 400, "E0000001"],
			];
			for (const [promise, method, path, options, status, code] of cases) {
				it(`refuses ${promise}`, async () => {
					const unchanged = await rowsOf(db, "groups", "group_members");
					const answer = await api.call(method, path.replace(":everyone", everyone), options);
					assert.deepEqual([answer.status, answer.body.errorCode], [status, code], JSON.stringify(answer.body));
					assert.deepEqual(await rowsOf(db, "groups", "group_members"), unchanged);
				});
			}
		});
	});
}
