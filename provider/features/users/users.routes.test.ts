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
import { createGroup } from "../groups/groups.ts";
import { peopleNeeds } from "./users.harness.ts";
import { mountUsers } from "./users.routes.ts";
import { authenticate, type User, type userObject } from "./users.ts";

type Shown = ReturnType<typeof userObject>;

const profile = { firstName: "Grace", lastName: "Hopper", email: "grace@example.com", login: "grace@example.com" };
/** Shown even where they are not set. */
const UNSET = { mobilePhone: null, secondEmail: null };
const PASSWORD = "a long enough password";

for (const engine of engines) {
	describe(`/api/v1/users on ${engine.name}`, () => {
		let db: Db;
		let close: () => Promise<void>;
		let api: Management;
		let admin: User;
		const ended: string[] = [];
		const open = async () => {
			({ db, close } = await openProviderDatabase(engine));
			admin = await makeAdministrator(db, "Root");
			api = await openManagement(db, admin.id, (routes) => mountUsers(routes, peopleNeeds(db, ended)));
			ended.length = 0;
		};
		const shut = async () => {
			await api.close();
			await close();
		};

		describe("for an administrator", () => {
			beforeEach(open);
			afterEach(shut);

			it("makes an active person with a password, in the groups named", async () => {
				const group = await createGroup(db, { name: "Navy" });
				const made = await api.call<Shown>("POST", "/api/v1/users?activate=true", {
					body: { profile, credentials: { password: { value: PASSWORD } }, groupIds: [group.id] },
				});
				assert.equal(made.status, 200);
				assert.equal(made.body.status, "ACTIVE");
				assert.deepEqual(made.body.profile, { ...profile, ...UNSET });
				assert.deepEqual(made.body.credentials, { password: {}, provider: { type: "OKTA", name: "OKTA" } });
				assert.equal(made.body._links.self.href, `http://localhost:7081/api/v1/users/${made.body.id}`);
				assert.ok(await authenticate(db, profile.login, PASSWORD));
				const members = await api.call<Shown[]>("GET", `/api/v1/groups/${group.id}/users`);
				assert.deepEqual(
					members.body.map(({ id }) => id),
					[made.body.id],
				);
				assert.deepEqual(api.events, [{ type: "user.lifecycle.create", result: "success", targets: [made.body.id] }]);
			});

			it("hands out an activation link for a person without a password", async () => {
				const made = await api.call<Shown>("POST", "/api/v1/users?activate=false", {
					body: { profile, credentials: { password: {} } },
				});
				assert.equal(made.body.status, "STAGED");
				const path = `/api/v1/users/${made.body.id}`;
				const link = await api.call<{ activationUrl: string; activationToken: string }>(
					"POST",
					`${path}/lifecycle/activate?sendEmail=false`,
				);
				assert.equal(link.body.activationUrl, `http://localhost:7081/activate/${link.body.activationToken}`);
				assert.equal((await api.call<Shown>("GET", path)).body.status, "PROVISIONED");
				const again = await api.call<{ activationUrl: string }>("POST", `${path}/lifecycle/reactivate?sendEmail=false`);
				assert.notEqual(again.body.activationUrl, link.body.activationUrl);
			});

			it("answers by id, login and `me`", async () => {
				for (const name of [admin.id, "root@example.com", "ROOT%40example.com", "me"]) {
					const { status, body } = await api.call<Shown>("GET", `/api/v1/users/${name}`);
					assert.deepEqual([status, body.id], [200, admin.id]);
				}
			});

			it("pages by Link headers that a client can follow", async () => {
				for (const name of ["Ada", "Bob", "Cid"]) await makePerson(db, name);
				const first = await api.call<Shown[]>(
					"GET",
					`/api/v1/users?limit=3&search=${encodeURIComponent('profile.lastName eq "tester"')}&sortBy=profile.firstName`,
				);
				const links = [first.headers["link"]].flat().map(String);
				const next = /^<(http:\/\/localhost:7081[^>]+)>; rel="next"$/.exec(links[1] ?? "")?.[1] ?? "";
				const second = await api.call<Shown[]>("GET", next.replace("http://localhost:7081", ""));
				assert.deepEqual(
					[...first.body, ...second.body].map(({ profile }) => profile.firstName),
					["Ada", "Bob", "Cid", "Root"],
				);
			});

			it("filters by status", async () => {
				await makePerson(db, "Ada");
				const names = async (filter: string) =>
					(await api.call<Shown[]>("GET", `/api/v1/users?filter=${encodeURIComponent(filter)}`)).body.map(
						(one) => one.profile.firstName,
					);
				assert.deepEqual(await names('status eq "STAGED"'), ["Ada"]);
				assert.deepEqual((await names('status eq "STAGED" or status eq "ACTIVE"')).sort(), ["Ada", "Root"]);
				assert.deepEqual(await names('status eq "DEPROVISIONED"'), []);
			});

			it("changes a part of a profile by POST and the whole by PUT", async () => {
				const { id } = await makePerson(db, "Ada");
				const part = await api.call<Shown>("POST", `/api/v1/users/${id}`, { body: { profile: { city: "London" } } });
				assert.deepEqual([part.body.profile.city, part.body.profile.firstName], ["London", "Ada"]);
				const whole = await api.call<Shown>("PUT", `/api/v1/users/${id}`, { body: { profile } });
				assert.deepEqual(whole.body.profile, { ...profile, ...UNSET });
				assert.deepEqual(ended, []);
			});

			it("ends what a person is signed in to with a new password, with deactivation and with deletion", async () => {
				const { id } = await makePerson(db, "Ada", PASSWORD);
				await api.call("POST", `/api/v1/users/${id}`, { body: { credentials: { password: { value: "another long one" } } } });
				assert.ok(await authenticate(db, "ada@example.com", "another long one"));
				assert.deepEqual((await api.call("POST", `/api/v1/users/${id}/lifecycle/deactivate`)).body, {});
				assert.equal((await api.call("DELETE", `/api/v1/users/${id}`)).status, 204);
				assert.deepEqual(ended, [id, id, id]);
				assert.equal((await api.call("GET", `/api/v1/users/${id}`)).status, 404);
			});

			it("hands out a link for another password, and the old one opens nothing more", async () => {
				const { id } = await makePerson(db, "Ada", PASSWORD);
				const answer = await api.call<{ resetPasswordUrl: string }>(
					"POST",
					`/api/v1/users/${id}/lifecycle/reset_password?sendEmail=false`,
				);
				assert.match(answer.body.resetPasswordUrl, /^http:\/\/localhost:7081\/activate\/[\w-]{43}$/);
				assert.equal(await authenticate(db, "ada@example.com", PASSWORD), undefined);
			});
		});

		describe("against bad input", () => {
			let ada: User;
			before(async () => {
				await open();
				ada = await makePerson(db, "Ada", PASSWORD);
			});
			after(shut);

			const users = "/api/v1/users";
			const create = (change: object) => ({ body: { profile: { ...profile, ...change } } });
			type Case = [
				promise: string,
				method: string,
				path: string,
				options: Parameters<Management["call"]>[2],
				status: number,
				code: string,
			];
			const cases: Case[] = [
				["no body", "POST", users, {}, 400, "E0000001"],
				["a body that is not JSON", "POST", users, { body: "{" }, 400, "E0000003"],
				["a body of another type", "POST", users, { body: "<a/>", headers: { "content-type": "text/xml" } }, 415, "E0000021"],
				["a list as the body", "POST", users, { body: [] }, 400, "E0000001"],
				["no profile", "POST", users, { body: {} }, 400, "E0000001"],
				["a profile that is text", "POST", users, { body: { profile: "Grace" } }, 400, "E0000001"],
				["a number as a name", "POST", users, create({ firstName: 7 }), 400, "E0000001"],
				["an unknown attribute", "POST", users, create({ isAdmin: "true" }), 400, "E0000001"],
				["an unknown member", "POST", users, { body: { profile, status: "ACTIVE" } }, 400, "E0000001"],
				["a prototype", "POST", users, { body: `{"profile":{"__proto__":{"login":"x"}}}` }, 400, "E0000003"],
				["a missing email", "POST", users, create({ email: undefined }), 400, "E0000001"],
				["an email without @", "POST", users, create({ email: "grace" }), 400, "E0000001"],
				["an over-long name", "POST", users, create({ lastName: "x".repeat(51) }), 400, "E0000001"],
				["an over-long login", "POST", users, create({ login: "x".repeat(101) }), 400, "E0000001"],
				["a lone surrogate", "POST", users, { body: `{"profile":{"firstName":"\\ud800"}}` }, 400, "E0000001"],
				["a NUL", "POST", users, create({ firstName: "Gr\0ace" }), 400, "E0000001"],
				["2 MB", "POST", users, create({ title: "x".repeat(2_000_000) }), 413, "E0000001"],
				["deep nesting", "POST", users, { body: `${"[".repeat(5000)}${"]".repeat(5000)}` }, 400, "E0000001"],
				[
					"a short password",
					"POST",
					users,
					{ body: { profile, credentials: { password: { value: "short" } } } },
					403,
					"E0000080",
				],
				["a hashed password", "POST", users, { body: { profile, credentials: { password: { hash: {} } } } }, 400, "E0000001"],
				["a group that is not there", "POST", users, { body: { profile, groupIds: ["00gnone"] } }, 400, "E0000001"],
				["a login that is taken", "POST", users, create({ login: "ADA@example.com" }), 400, "E0000001"],
				["an activation that is neither", "POST", `${users}?activate=yes`, create({}), 400, "E0000001"],
				["a foreign origin", "POST", users, { ...create({}), headers: { origin: "http://localhost:7080" } }, 403, "E0000006"],
				["an opaque origin", "POST", users, { ...create({}), headers: { origin: "null" } }, 403, "E0000006"],
				["a cookie without an origin", "POST", users, { ...create({}), headers: { cookie: "a=b" } }, 403, "E0000006"],
				["nobody", "POST", users, { ...create({}), caller: null }, 403, "E0000005"],
				["nobody who reads", "GET", users, { caller: null }, 403, "E0000005"],
				["a limit of 0", "GET", `${users}?limit=0`, {}, 400, "E0000001"],
				["a limit of 201", "GET", `${users}?limit=201`, {}, 400, "E0000001"],
				["a limit in words", "GET", `${users}?limit=many`, {}, 400, "E0000001"],
				["two limits", "GET", `${users}?limit=1&limit=2`, {}, 400, "E0000001"],
				["a cursor of somebody else", "GET", `${users}?after=abc`, {}, 400, "E0000001"],
				["a parameter that is not known", "GET", `${users}?colour=x`, {}, 400, "E0000001"],
				["a filter of another field", "GET", `${users}?filter=profile.city%20eq%20%22x%22`, {}, 400, "E0000031"],
				["a search that is none", "GET", `${users}?search=x`, {}, 400, "E0000031"],
				["a NUL in a search", "GET", `${users}?q=%00`, {}, 400, "E0000001"],
				["an id that is not there", "GET", `${users}/00unobody`, {}, 404, "E0000007"],
				["a path that climbs", "GET", `${users}/..%2f..%2fetc%2fpasswd`, {}, 404, "E0000007"],
				["a NUL in a path", "GET", `${users}/%00`, {}, 400, "E0000001"],
				["a path of bad encoding", "GET", `${users}/%E0%A4`, {}, 400, "E0000001"],
				["an over-long id", "GET", `${users}/${"x".repeat(150)}`, {}, 400, "E0000001"],
				[
					"a profile without names by PUT",
					"PUT",
					`${users}/ada@example.com`,
					{ body: { profile: { login: "ada" } } },
					400,
					"E0000001",
				],
				[
					"a good profile with a bad password",
					"POST",
					`${users}/ada@example.com`,
					{ body: { profile: { city: "Ely" }, credentials: { password: { value: "short" } } } },
					403,
					"E0000080",
				],
				[
					"a good password with a bad profile",
					"POST",
					`${users}/ada@example.com`,
					{ body: { profile: { email: "no" }, credentials: { password: { value: "long enough now" } } } },
					400,
					"E0000001",
				],
				["activation while active", "POST", `${users}/ada@example.com/lifecycle/activate?sendEmail=false`, {}, 403, "E0000016"],
				["a reset that does not say how", "POST", `${users}/ada@example.com/lifecycle/reset_password`, {}, 400, "E0000001"],
				["the end of the last administrator", "POST", `${users}/root@example.com/lifecycle/deactivate`, {}, 403, "E0000038"],
			];
			for (const [promise, method, path, options, status, code] of cases) {
				it(`refuses ${promise}`, async () => {
					const state = () => rowsOf(db, "users", "group_members", "groups", "admin_roles", "activation_links");
					const unchanged = await state();
					const answer = await api.call(method, path, options);
					assert.deepEqual([answer.status, answer.body.errorCode], [status, code], JSON.stringify(answer.body));
					assert.deepEqual(await state(), unchanged);
				});
			}

			it("refuses everything but `me` to a person who is no administrator, and says so in the log", async () => {
				const state = await rowsOf(db, "users");
				api.events.length = 0;
				const calls: [string, string][] = [
					["GET", users],
					["GET", `${users}/${ada.id}`],
					["POST", `${users}/${ada.id}`],
					["DELETE", `${users}/${ada.id}`],
					["POST", `${users}/${admin.id}/lifecycle/deactivate`],
					["POST", `${users}/${ada.id}/lifecycle/reset_password?sendEmail=false`],
				];
				for (const [method, path] of calls) {
					const answer = await api.call(method, path, { caller: ada.id });
					assert.deepEqual([answer.status, answer.body.errorCode], [403, "E0000006"]);
				}
				assert.deepEqual(
					new Set(api.events.map(({ type, result }) => `${type} ${result}`)),
					new Set(["security.request.denied denied"]),
				);
				assert.equal((await api.call<Shown>("GET", `${users}/me`, { caller: ada.id })).body.id, ada.id);
				assert.deepEqual(await rowsOf(db, "users"), state);
			});

			it("names every field at fault, as Okta does", async () => {
				const { body } = await api.call("POST", users, { body: { profile: { login: "a b" } } });
				const fields = body.errorCauses.map(({ errorSummary }) => errorSummary.split(":")[0]);
				assert.deepEqual(fields, ["profile.login", "profile.email", "profile.firstName", "profile.lastName"]);
			});
		});
	});
}
