import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { apiOf, type MountedRoute } from "#common/web/openapi.ts";
import { ownDatabase } from "#tests/harness/databases.ts";
import { type Credential, type InjectedProvider, injectProvider, SUPER_ADMIN } from "#tests/harness/provider-inject.ts";
import { allows, type Permission, permissions, type Role } from "./features/administrators/administrators.ts";

/** Administrators whose role holds for some groups or applications, at every route there is: theirs, others', and what is everybody's. */

const PASSWORD = "a good long password";
const FORBIDDEN = "E0000006";
/** They show or take what is within the role's targets, and nothing else. */
const LIMIT_THEMSELVES = [
	"GET /api/v1/users",
	"POST /api/v1/users",
	"GET /api/v1/groups",
	"GET /api/v1/apps",
	"GET /api/v1/internal/counts",
];
/** Of a group that is a target too, only who may do so everywhere changes what it is called, or does away with it. */
const WHOLE = ["PUT /api/v1/groups/:id", "DELETE /api/v1/groups/:id"];

const LIMITED: Readonly<Partial<Record<Role, RegExp>>> = {
	APP_ADMIN: /^(apps|appGrants)\./,
	USER_ADMIN: /^(users|groups|sessions)\./,
	HELP_DESK_ADMIN: /^(users|groups|sessions)\./,
};

for (const engine of ["SQLite", "PostgreSQL"]) {
	describe(`roles with targets on ${engine}`, () => {
		let provider: InjectedProvider;
		let root: Credential;
		let routes: readonly MountedRoute[];
		const admins = new Map<Role, { readonly id: string; readonly roleId: string; readonly credential: Credential }>();
		let number = 0;

		const person = async (groupIds: readonly string[] = []) => {
			number += 1;
			const login = `person${number}@example.com`;
			const { id } = await provider.done<{ id: string }>("POST", "/api/v1/users", root, {
				profile: { firstName: "Pia", lastName: `Person${number}`, email: login, login },
				credentials: { password: { value: PASSWORD } },
				groupIds,
			});
			return { id, login };
		};
		const group = async (name: string) =>
			(await provider.done<{ id: string }>("POST", "/api/v1/groups", root, { profile: { name } })).id;
		const application = async (label: string) => {
			const body = {
				name: "oidc_client",
				label,
				signOnMode: "OPENID_CONNECT",
				settings: {
					oauthClient: { application_type: "web", redirect_uris: ["https://a.example/cb"], grant_types: ["authorization_code"] },
				},
			};
			return (await provider.done<{ id: string }>("POST", "/api/v1/apps", root, body)).id;
		};
		const targetsOf = (role: Role) => {
			const { id, roleId } = admins.get(role) ?? assert.fail(role);
			return `/api/v1/users/${id}/roles/${roleId}/targets`;
		};
		const may = (role: Role, permission: string) =>
			allows({ kind: "person", userId: "", login: "", name: "", roles: [role] }, permission as Permission);

		let mine: { readonly group: string; readonly member: { id: string; login: string }; readonly app: string };
		let others: typeof mine;

		before(async () => {
			provider = await injectProvider(engine === "SQLite" ? {} : { databaseUrl: await ownDatabase() });
			routes = apiOf(provider.routes);
			root = await provider.signedIn(SUPER_ADMIN.login, SUPER_ADMIN.password);
			const [one, two] = [await group("Berlin"), await group("Paris")];
			mine = { group: one, member: await person([one]), app: await application("Wiki") };
			others = { group: two, member: await person([two]), app: await application("Payroll") };
			for (const role of ["APP_ADMIN", "USER_ADMIN", "HELP_DESK_ADMIN"] as const) {
				const { id, login } = await person();
				const targets = role === "APP_ADMIN" ? { applications: [mine.app] } : { groups: [mine.group] };
				const made = await provider.done<{ id: string }>("POST", `/api/v1/internal/users/${id}/roles`, root, {
					type: role,
					...targets,
				});
				admins.set(role, { id, roleId: made.id, credential: await provider.signedIn(login, PASSWORD) });
			}
		});
		after(() => provider.close());

		const answered = async (role: Role, method: string, path: string, body?: unknown) => {
			const { credential } = admins.get(role) ?? assert.fail(role);
			const answer = await provider.call(method, path, credential, body);
			const code = answer.body.startsWith("{") ? (answer.json() as { errorCode?: string }).errorCode : undefined;
			return { status: answer.statusCode, code, text: answer.body.slice(0, 200), json: () => answer.json() };
		};
		const nonsense = (method: string) => (method === "GET" || method === "DELETE" ? undefined : { none: "of this" });
		/** The route's address with these in the place of its first two parts. */
		const at = ({ url }: MountedRoute, ids: readonly string[]) => {
			let place = 0;
			return url.replaceAll(/:\w+/g, () => ids[place++] ?? "nothing").replace("*", "nothing");
		};
		const limitedRoutes = (role: Role) =>
			routes.filter(
				({ access }) =>
					(permissions as readonly string[]).includes(access) && may(role, access) && LIMITED[role]?.test(access) === true,
			);
		const kindOf = ({ url }: MountedRoute) => /^\/api\/v1\/(?:internal\/)?(apps|groups|users|sessions)\/:/.exec(url)?.[1];

		for (const role of ["APP_ADMIN", "USER_ADMIN", "HELP_DESK_ADMIN"] as const) {
			it(`${role}: every route about one object refuses another's`, async () => {
				const ids = { apps: others.app, groups: others.group, users: others.member.id, sessions: "nothing" };
				for (const route of limitedRoutes(role)) {
					const kind = kindOf(route) as keyof typeof ids | undefined;
					if (kind === undefined) continue;
					for (const id of [ids[kind], kind === "users" ? others.member.login : "nothing"]) {
						const { status, code, text } = await answered(
							role,
							route.method,
							at(route, [id, mine.member.id]),
							nonsense(route.method),
						);
						assert.deepEqual([status, code], [403, FORBIDDEN], `${route.method} ${route.url} of ${id}: ${text}`);
					}
				}
			});

			it(`${role}: every route about one object takes its own`, async () => {
				for (const route of limitedRoutes(role)) {
					const kind = kindOf(route);
					const name = `${route.method} ${route.url}`;
					if (kind === undefined || kind === "sessions") continue;
					const fresh = route.method !== "GET";
					const member = fresh ? await person([mine.group]) : mine.member;
					const app = fresh && kind === "apps" ? await application(`App ${++number}`) : mine.app;
					if (app !== mine.app) await provider.done("PUT", `${targetsOf("APP_ADMIN")}/catalog/apps/oidc_client/${app}`, root);
					const id = { apps: app, groups: mine.group, users: member.id }[kind as "apps"];
					const { status, code, text } = await answered(role, route.method, at(route, [id, member.id]), nonsense(route.method));
					if (WHOLE.includes(name)) assert.deepEqual([status, code], [403, FORBIDDEN], `${name}: ${text}`);
					else assert.ok(code !== FORBIDDEN && status < 500, `${name} answered ${status} ${text}`);
				}
			});

			it(`${role}: what is not about one object is closed, unless it limits itself`, async () => {
				for (const route of limitedRoutes(role).filter((one) => kindOf(one) === undefined)) {
					const name = `${route.method} ${route.url}`;
					const { status, code, text } = await answered(role, route.method, at(route, []), nonsense(route.method));
					if (LIMIT_THEMSELVES.includes(name))
						assert.ok(code !== FORBIDDEN && status < 500, `${name} answered ${status} ${text}`);
					else assert.deepEqual([status, code], [403, FORBIDDEN], `${name}: ${text}`);
				}
			});
		}

		it("lists show what the role holds for, and nothing else", async () => {
			const ids = async (role: Role, path: string) => {
				const { status, text, json } = await answered(role, "GET", path);
				assert.equal(status, 200, text);
				return (json() as { id: string }[]).map(({ id }) => id);
			};
			assert.deepEqual(await ids("USER_ADMIN", "/api/v1/groups"), [mine.group]);
			assert.deepEqual(await ids("USER_ADMIN", "/api/v1/groups?q=Par"), []);
			assert.deepEqual(await ids("USER_ADMIN", `/api/v1/groups?filter=${encodeURIComponent(`id eq "${others.group}"`)}`), []);
			for (const query of [
				"",
				"?q=Pia&limit=200",
				`?search=${encodeURIComponent('profile.firstName eq "Pia"')}`,
				"?filter=status%20eq%20%22ACTIVE%22",
			]) {
				const people = await ids("USER_ADMIN", `/api/v1/users${query}`);
				assert.ok(people.includes(mine.member.id), query);
				assert.ok(!people.includes(others.member.id), query);
			}
			const apps = await ids("APP_ADMIN", "/api/v1/apps?limit=200");
			assert.ok(apps.includes(mine.app) && !apps.includes(others.app));
			const counts = (await answered("APP_ADMIN", "GET", "/api/v1/internal/counts")).json() as {
				applications: { ACTIVE: number; INACTIVE: number };
			};
			assert.equal(counts.applications.ACTIVE + counts.applications.INACTIVE, apps.length);
		});

		it("nobody is added to a target group who is outside of all of them", async () => {
			for (const [groupId, userId, expected] of [
				[mine.group, others.member.id, 403],
				[others.group, mine.member.id, 403],
				[mine.group, admins.get("USER_ADMIN")?.id, 403],
				[mine.group, mine.member.id, 204],
			] as const) {
				const path = `/api/v1/groups/${groupId}/users/${userId}`;
				assert.equal((await answered("USER_ADMIN", "PUT", path)).status, expected, path);
			}
			assert.equal(
				(await answered("USER_ADMIN", "DELETE", `/api/v1/groups/${mine.group}/users/${others.member.id}`)).status,
				403,
			);
		});

		it("people are made in target groups, and in no others", async () => {
			for (const [groupIds, expected] of [
				[[], 403],
				[[others.group], 403],
				[[mine.group, others.group], 403],
				[[mine.group], 200],
			] as const) {
				const login = `made${++number}@example.com`;
				const body = { profile: { firstName: "M", lastName: "M", email: login, login }, groupIds };
				assert.equal((await answered("USER_ADMIN", "POST", "/api/v1/users", body)).status, expected, JSON.stringify(groupIds));
			}
		});

		it("administrators are out of reach, in a target group too", async () => {
			const { id } = await person([mine.group]);
			await provider.done("POST", `/api/v1/users/${id}/roles`, root, { type: "READ_ONLY_ADMIN" });
			for (const role of ["USER_ADMIN", "HELP_DESK_ADMIN"] as const)
				for (const step of ["reset_password?sendEmail=false", "unlock", "reset_factors"])
					assert.equal((await answered(role, "POST", `/api/v1/users/${id}/lifecycle/${step}`)).status, 403, `${role} ${step}`);
		});

		it("what people see to themselves is open to a help desk for the people of its groups alone", async () => {
			assert.equal((await answered("HELP_DESK_ADMIN", "GET", `/api/v1/users/${mine.member.id}/factors`)).status, 200);
			assert.equal((await answered("HELP_DESK_ADMIN", "GET", `/api/v1/users/${others.member.id}/factors`)).status, 403);
			assert.equal((await answered("USER_ADMIN", "GET", `/api/v1/users/${others.member.id}/appLinks`)).status, 403);
			const change = { oldPassword: { value: PASSWORD }, newPassword: { value: "another long password" } };
			const path = (id: string) => `/api/v1/users/${id}/credentials/change_password`;
			assert.equal((await answered("USER_ADMIN", "POST", path(others.member.id), change)).status, 403);
		});

		it("an API token reaches as far as its owner's role, and a registration token takes one that holds for everything", async () => {
			const { credential } = admins.get("USER_ADMIN") ?? assert.fail();
			const { token } = await provider.done<{ token: string }>("POST", "/api/v1/internal/api-tokens", credential, {
				name: "script",
			});
			const seen = async (id: string) =>
				(await provider.call("GET", `/api/v1/users/${id}`, { authorization: `SSWS ${token}` })).statusCode;
			assert.deepEqual([await seen(mine.member.id), await seen(others.member.id)], [200, 403]);
			const path = "/api/v1/registration-tokens";
			assert.equal((await answered("APP_ADMIN", "POST", path, { name: "another" })).status, 403);
		});

		it("the sessions of others' people stay", async () => {
			const theirs = await provider.signedIn(others.member.login, PASSWORD);
			const { id } = await provider.done<{ id: string }>("GET", "/api/v1/sessions/me", theirs);
			for (const method of ["GET", "DELETE"])
				assert.equal((await answered("HELP_DESK_ADMIN", method, `/api/v1/sessions/${id}`)).status, 403);
			assert.equal((await provider.call("GET", "/api/v1/sessions/me", theirs)).statusCode, 200);
		});

		it("a role whose last target is deleted holds for nothing, and not for everything", async () => {
			const [doomed, { id, login }] = [await group("Doomed"), await person()];
			await provider.done("POST", `/api/v1/internal/users/${id}/roles`, root, { type: "USER_ADMIN", groups: [doomed] });
			const session = await provider.signedIn(login, PASSWORD);
			await provider.done("DELETE", `/api/v1/groups/${doomed}`, root);
			const seen = async (path: string) => (await provider.call("GET", path, session)).json();
			assert.deepEqual(await seen("/api/v1/groups"), []);
			assert.deepEqual(await seen("/api/v1/users"), []);
			assert.equal((await provider.call("GET", `/api/v1/users/${mine.member.id}`, session)).statusCode, 403);
		});

		it("the last target of a role is not removed, and what a role cannot be limited to is refused", async () => {
			const apps = `${targetsOf("APP_ADMIN")}/catalog/apps`;
			const groups = `${targetsOf("USER_ADMIN")}/groups`;
			const status = async (method: string, path: string) => (await provider.call(method, path, root)).statusCode;
			assert.equal(await status("DELETE", `${groups}/${mine.group}`), 400);
			assert.equal(await status("PUT", `${groups}/${others.group}`), 204);
			assert.equal(await status("PUT", `${groups}/${others.group}`), 204);
			const listed = await provider.done<{ id: string }[]>("GET", groups, root);
			assert.deepEqual(listed.map(({ id }) => id).sort(), [mine.group, others.group].sort());
			assert.equal((await answered("USER_ADMIN", "GET", `/api/v1/users/${others.member.id}`)).status, 200);
			assert.equal(await status("DELETE", `${groups}/${others.group}`), 204);
			assert.equal(await status("DELETE", `${groups}/${others.group}`), 404);
			assert.equal((await answered("USER_ADMIN", "GET", `/api/v1/users/${others.member.id}`)).status, 403);
			assert.equal(await status("PUT", `${targetsOf("APP_ADMIN")}/groups/${mine.group}`), 400);
			assert.equal(await status("PUT", `${targetsOf("USER_ADMIN")}/catalog/apps/oidc_client/${mine.app}`), 400);
			assert.equal(await status("PUT", `${apps}/oidc_client/0oanothing`), 404);
			assert.equal(await status("PUT", `${apps}/nothing`), 404);
			assert.equal(await status("PUT", `${apps}/bookmark/${mine.app}`), 404);
		});

		it("a target by the name that applications share holds for all of those, and every application is one call away", async () => {
			const apps = `${targetsOf("APP_ADMIN")}/catalog/apps`;
			const seen = async () => (await answered("APP_ADMIN", "GET", `/api/v1/apps/${others.app}`)).status;
			assert.equal(await seen(), 403);
			await provider.done("PUT", `${apps}/oidc_client`, root);
			assert.equal(await seen(), 200);
			const listed = await provider.done<{ id?: string; name: string }[]>("GET", apps, root);
			assert.deepEqual(
				listed.filter(({ id }) => id === undefined).map(({ name }) => name),
				["oidc_client"],
			);
			assert.equal((await answered("APP_ADMIN", "POST", "/api/v1/apps", {})).status, 403);
			await provider.done("DELETE", `${apps}/oidc_client`, root);
			assert.equal(await seen(), 403);
			await provider.done("PUT", apps, root);
			assert.deepEqual(await provider.done("GET", apps, root), []);
			assert.equal((await answered("APP_ADMIN", "POST", "/api/v1/apps", {})).status, 400);
		});
	});
}
