import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, it } from "node:test";
import { setTimeout } from "node:timers/promises";
import { listNamed, writeCursor } from "#common/web/paging.ts";
import { engines } from "#tests/harness/databases.ts";
import {
	type Answer,
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
	everyoneId,
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
			api = await openManagement(db, admin.id, (routes) =>
				mountGroups(routes, {
					db,
					url: "http://localhost:7081",
					keepConsoleOpen: (_change, work) => db.transaction().execute(work),
				}),
			);
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

			it("takes back what it showed, with whatever else the profile holds", async () => {
				const profile = { name: "Navy", description: "At sea", costCenter: "C-17", seats: 40, secret: false };
				const made = await api.call<Shown>("POST", "/api/v1/groups", { body: { profile } });
				assert.deepEqual(made.body.profile, profile);
				const path = `/api/v1/groups/${made.body.id}`;
				const again = await api.call<Shown>("PUT", path, { body: made.body });
				assert.equal(again.status, 200, JSON.stringify(again.body));
				assert.deepEqual(again.body.profile, profile);
				const less = await api.call<Shown>("PUT", path, { body: { profile: { name: "Navy", costCenter: null } } });
				assert.deepEqual(less.body.profile, { name: "Navy", description: "" });
				assert.deepEqual(await rowsOf(db, "group_attributes"), [[]]);
			});

			it("says of a taken name what Okta says", async () => {
				await createGroup(db, { name: "Navy" });
				const { body } = await api.call("POST", "/api/v1/groups", { body: { profile: { name: "navy" } } });
				assert.deepEqual(
					body.errorCauses.map(({ errorSummary }) => errorSummary),
					["name: An object with this field already exists in the current organization"],
				);
			});

			it("moves lastMembershipUpdated with the members, and lastUpdated with the profile alone", async () => {
				const { id } = await createGroup(db, { name: "Navy" });
				const path = `/api/v1/groups/${id}`;
				const moments = async (at = path) => {
					await setTimeout(5);
					const { body } = await api.call<Shown>("GET", at);
					return [body.lastUpdated, body.lastMembershipUpdated] as const;
				};
				const [made, empty] = await moments();
				await addMember(db, id, admin.id);
				const [stillMade, joined] = await moments();
				await addMember(db, id, admin.id);
				assert.deepEqual(await moments(), [made, joined]);
				await removeMember(db, id, admin.id);
				const [, left] = await moments();
				assert.equal(stillMade, made);
				assert.ok(empty < joined && joined < left);
				const everyone = `/api/v1/groups/${await everyoneId(db)}`;
				const [, before] = await moments(everyone);
				await makePerson(db, "Ada");
				assert.ok(before < (await moments(everyone))[1]);
			});

			it("finds by search, filter and the beginning of the name, in any order, page by page", async () => {
				for (const [name, city] of [
					["Navy", "London"],
					["Naval Yard", "Leith"],
					["Army", "London"],
				] as const) {
					await createGroup(db, { name, description: `In ${city}`, attributes: { city } });
					await setTimeout(2);
				}
				const found = async (query: Record<string, string>) => {
					const names: string[] = [];
					let path: string | undefined = `/api/v1/groups?${new URLSearchParams(query)}`;
					while (path !== undefined) {
						const { status, body, headers }: Answer<Shown[]> = await api.call<Shown[]>("GET", path);
						assert.equal(status, 200, JSON.stringify(body));
						names.push(...body.map(({ profile }) => String(profile.name)));
						const links: string[] = [headers["link"]].flat().map(String);
						path = links.map((link) => /^<[^/]+\/\/[^/]+([^>]+)>; rel="next"$/.exec(link)?.[1]).find(Boolean);
					}
					return names;
				};
				const army = (await listGroups(db, { q: "army", limit: 1 })).items[0];
				const cases: readonly (readonly [Record<string, string>, string[]])[] = [
					[{ q: "nav" }, ["Naval Yard", "Navy"]],
					[{ q: "yard" }, []],
					[{ search: 'profile.name eq "NAVY"' }, ["Navy"]],
					[{ search: 'profile.name sw "na"', limit: "1" }, ["Naval Yard", "Navy"]],
					[{ search: 'profile.name co "YARD"' }, ["Naval Yard"]],
					[{ search: 'profile.city eq "london"' }, ["Army", "Navy"]],
					[{ search: 'profile.city sw "Le" or profile.description co "sea"' }, ["Naval Yard"]],
					[{ search: "profile.city pr", sortBy: "profile.name", sortOrder: "desc" }, ["Navy", "Naval Yard", "Army"]],
					[{ search: 'type eq "OKTA_GROUP"', sortBy: "created", limit: "2" }, ["Navy", "Naval Yard", "Army"]],
					[{ search: `id eq "${army?.id}"` }, ["Army"]],
					[{ search: 'created gt "2020-01-01T00:00:00.000Z" and lastUpdated lt "2020-01-01T00:00:00.000Z"' }, []],
					[{ search: 'source.id eq "0oa1"' }, []],
					[{ filter: 'type eq "APP_GROUP"' }, []],
					[{ filter: 'type eq "BUILT_IN"', expand: "app" }, ["Everyone"]],
					[{ filter: `lastMembershipUpdated ge "${army?.lastMembershipUpdated}" and id eq "${army?.id}"` }, ["Army"]],
				];
				for (const [query, names] of cases) assert.deepEqual(await found(query), names, JSON.stringify(query));
			});

			it("counts people and applications with `expand=stats`", async () => {
				await makePerson(db, "Ada");
				const { body } = await api.call<Shown[]>("GET", "/api/v1/groups?expand=stats&q=every");
				assert.deepEqual(
					body.map(({ profile, _embedded }) => [profile.name, _embedded?.stats]),
					[["Everyone", { usersCount: 2, appsCount: 0, groupPushMappingsCount: 0, hasAdminPrivilege: false }]],
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
			const otherCursor = writeCursor(listNamed("groups", [null, null, null, "created", false]), "2026-01-01", "00g");
			const many = (count: number) =>
				Object.fromEntries([["name", "x"], ...Array.from({ length: count }, (_, at) => [`a${at}`, "y"])]);
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
				["an unknown property", "POST", groups, { body: { profile: { name: "x" }, owner: "y" } }, 400, "E0000001"],
				["an attribute that is a list", "POST", groups, { body: { profile: { name: "x", owner: ["y"] } } }, 400, "E0000001"],
				["an over-long attribute", "POST", groups, { body: { profile: { name: "x", a: "y".repeat(1025) } } }, 400, "E0000001"],
				["an attribute with an odd name", "POST", groups, { body: { profile: { name: "x", "a b": "y" } } }, 400, "E0000001"],
				["an attribute called __proto__", "POST", groups, { body: '{"profile":{"name":"x","__proto__":"y"}}' }, 400, "E0000003"],
				[
					"an attribute called constructor",
					"POST",
					groups,
					{ body: '{"profile":{"name":"x","constructor":"y"}}' },
					400,
					"E0000001",
				],
				["too many attributes", "POST", groups, { body: { profile: many(51) } }, 400, "E0000001"],
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
				["a change of Everyone", "PUT", `${groups}/:everyone`, named("All"), 501, "E0000060"],
				["deletion of Everyone", "DELETE", `${groups}/:everyone`, {}, 501, "E0000060"],
				["a person leaving Everyone", "DELETE", `${groups}/:everyone/users/root@example.com`, {}, 501, "E0000060"],
				["a person who is not there", "PUT", `${groups}/:everyone/users/00unobody`, {}, 404, "E0000007"],
				["a group that is not there", "PUT", `${groups}/00gnone/users/root@example.com`, {}, 404, "E0000007"],
				["deletion of what is not there", "DELETE", `${groups}/00gnone`, {}, 404, "E0000007"],
				["a path that climbs", "GET", `${groups}/..%2fusers`, {}, 404, "E0000007"],
				["an expansion that is not known", "GET", `${groups}?expand=users`, {}, 400, "E0000001"],
				["a cursor of somebody else", "GET", `${groups}?after=W10`, {}, 400, "E0000001"],
				["a cursor of another order", "GET", `${groups}?after=${otherCursor}`, {}, 400, "E0000001"],
				["a cursor of another search", "GET", `${groups}?sortBy=created&q=a&after=${otherCursor}`, {}, 400, "E0000001"],
				["an order that there is not", "GET", `${groups}?sortBy=toString`, {}, 400, "E0000001"],
				["more than 10,000", "GET", `${groups}?limit=10001`, {}, 400, "E0000001"],
				["a search that is none", "GET", `${groups}?search=${encodeURIComponent("name eq")}`, {}, 400, "E0000031"],
				["a search for what is not there", "GET", `${groups}?search=${encodeURIComponent('owner eq "x"')}`, {}, 400, "E0000031"],
				["a filter by name", "GET", `${groups}?filter=${encodeURIComponent('profile.name eq "x"')}`, {}, 400, "E0000031"],
				[
					"a filter by what is no moment",
					"GET",
					`${groups}?filter=${encodeURIComponent('lastUpdated gt "x"')}`,
					{},
					400,
					"E0000031",
				],
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
