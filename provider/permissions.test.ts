import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { apiOf, type MountedRoute } from "#common/web/openapi.ts";
import type { TestProvider } from "#tests/harness/provider.ts";
import {
	type Credential,
	type InjectedProvider,
	injectProvider,
	PROVIDER_URL,
	SUPER_ADMIN,
} from "#tests/harness/provider-inject.ts";
import { registerService } from "#tests/harness/service-application.ts";
import { allows, apiScopes, permissions, type Role, roleNames, scopeOf } from "./features/administrators/administrators.ts";
import { providerDocument } from "./openapi.routes.ts";
import { summaries } from "./openapi-summaries.ts";

/** Every route that was mounted, called by everybody there is: no credential, each role, each by session and by API token. */

const PASSWORD = "a good long password";
/** What a refusal for want of permission looks like; anything else that is wrong with a call comes after it. */
const FORBIDDEN = "E0000006";

describe("the API's permissions", () => {
	let provider: InjectedProvider;
	let routes: readonly MountedRoute[];
	let root: Credential;
	const sessions = new Map<Role | "NONE", Credential>();
	const tokens = new Map<Role, Credential>();

	const tokenOf = async (session: Credential) => {
		const made = await provider.done<{ id: string; token: string }>("POST", "/api/v1/internal/api-tokens", session, {
			name: "script",
		});
		return { id: made.id, credential: { authorization: `SSWS ${made.token}` } };
	};

	before(async () => {
		provider = await injectProvider();
		routes = apiOf(provider.routes);
		root = await provider.signedIn(SUPER_ADMIN.login, SUPER_ADMIN.password);
		for (const role of [...roleNames, "NONE" as const]) {
			const login = `${role.toLowerCase()}@example.com`;
			const { id } = await provider.done<{ id: string }>("POST", "/api/v1/users?activate=true", root, {
				profile: { firstName: "Ada", lastName: role, email: login, login },
				credentials: { password: { value: PASSWORD } },
			});
			if (role !== "NONE") await provider.done("POST", `/api/v1/users/${id}/roles`, root, { type: role });
			const session = await provider.signedIn(login, PASSWORD);
			sessions.set(role, session);
			if (role !== "NONE") tokens.set(role, (await tokenOf(session)).credential);
		}
	});
	after(() => provider.close());

	/** A call that names nothing there is and brings nothing of use: what lets it in refuses it for that. */
	const tried = async ({ method, url }: MountedRoute, credential: Credential, address?: string) => {
		const path = url.replaceAll(/:\w+/g, "nothing").replace("*", "nothing");
		const answer = await provider.call(
			method,
			path,
			credential,
			method === "GET" || method === "DELETE" ? undefined : { none: "of this" },
			address,
		);
		const code = answer.body.startsWith("{") ? (answer.json() as { errorCode?: string }).errorCode : undefined;
		return {
			status: answer.statusCode,
			code,
			text: answer.body.slice(0, 200),
			challenge: String(answer.headers["www-authenticate"]),
		};
	};
	const asking = () => routes.filter(({ access }) => (permissions as readonly string[]).includes(access));

	it("are one that exists, a session, or nothing, for every route", () => {
		const known = new Set<string>([...permissions, "signed-in", "anyone"]);
		assert.deepEqual(
			routes.filter(({ access }) => !known.has(access)).map(({ method, url }) => `${method} ${url}`),
			[],
		);
	});

	it("are each asked for by some route", () => {
		// Who reads and ends a token depends on whose it is, so its routes ask inside.
		const asked = new Set([...routes.map(({ access }) => access), "apiTokens.read", "apiTokens.manage"]);
		assert.deepEqual(
			permissions.filter((permission) => !asked.has(permission)),
			[],
		);
	});

	it("each route has a summary, and no summary is left over", () => {
		const documented = Object.entries(providerDocument(PROVIDER_URL, provider.routes).paths);
		const mounted = documented.flatMap(([path, methods]) =>
			Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ":$1")}`),
		);
		assert.deepEqual(
			mounted.filter((name) => summaries[name] === undefined),
			[],
		);
		assert.deepEqual(
			Object.keys(summaries).filter((name) => !mounted.includes(name)),
			[],
		);
	});

	it("let nobody without a credential past a route that asks who is calling", async () => {
		for (const route of routes.filter(({ access, url }) => access !== "anyone" && url !== "/api/docs")) {
			const { status, code, text } = await tried(route, {});
			assert.deepEqual([status, code], [403, "E0000005"], `${route.method} ${route.url}: ${text}`);
		}
	});

	for (const [what, authorization] of [
		["an API token that is none", "SSWS 00abcdefghijklmnopqrstuvwxyz0123456789"],
		["an access token that is none", "Bearer eyJhbGciOiJub25lIn0.e30."],
		["a DPoP token that is none", "DPoP abc"],
		["a scheme that is none", "Basic YWRtaW46YWRtaW4="],
		["an empty credential", "SSWS "],
	] as const) {
		it(`refuse ${what} everywhere, also beside a cookie that would do`, async () => {
			for (const route of routes.filter(({ access, url }) => access !== "anyone" && url !== "/api/docs")) {
				const { status, code, text } = await tried(route, { ...root, authorization });
				assert.deepEqual([status, code], [401, "E0000011"], `${route.method} ${route.url}: ${text}`);
			}
		});
	}

	for (const role of [...roleNames, "NONE" as const]) {
		it(`${role}: refused wherever its table gives no permission, and nowhere else`, async () => {
			const actor = { kind: "person" as const, userId: "", login: "", name: "", roles: role === "NONE" ? [] : [role] };
			for (const [how, credential] of [
				["session", sessions.get(role)],
				["token", role === "NONE" ? undefined : tokens.get(role)],
			] as const) {
				if (credential === undefined) continue;
				for (const route of asking()) {
					const { status, code, text } = await tried(route, credential);
					const may = allows(actor, route.access as (typeof permissions)[number]);
					const what = `${role} by ${how}: ${route.method} ${route.url} (${route.access}) answered ${status} ${text}`;
					if (may && !(how === "token" && route.session)) assert.ok(code !== FORBIDDEN && status < 500, what);
					else assert.deepEqual([status, code], [403, FORBIDDEN], what);
				}
			}
		});
	}

	/** A service application with these scopes granted, and what the token endpoint answers it. */
	const serviceToken = async (label: string, scopes: readonly string[]) => {
		const known = {
			url: PROVIDER_URL,
			api: (method: string, path: string, body?: unknown) => provider.done(method, path, root, body),
		};
		const service = await registerService(known as TestProvider, label, { scopes });
		const form = {
			grant_type: "client_credentials",
			scope: apiScopes.join(" "),
			client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
			client_assertion: await service.assertion(),
		};
		return provider.app.inject({
			method: "POST",
			url: "/oauth2/v1/token",
			headers: { "content-type": "application/x-www-form-urlencoded" },
			payload: new URLSearchParams(form).toString(),
		});
	};

	it("let a service application do what its scopes say, and tell it which one is missing", async () => {
		for (const [at, scope] of apiScopes.entries()) {
			const answer = await serviceToken(scope, [scope]);
			const token = answer.json<{ access_token: string; scope: string }>();
			assert.equal(token.scope, scope, answer.body);
			const credential = { authorization: `Bearer ${token.access_token}` };
			const actor = { kind: "service" as const, clientId: "", name: scope, scopes: [scope] };
			for (const route of asking()) {
				const { status, code, text, challenge } = await tried(route, credential, `192.0.2.${at + 1}`);
				const permission = route.access as (typeof permissions)[number];
				const what = `${scope}: ${route.method} ${route.url} (${route.access}) answered ${status} ${text}`;
				if (allows(actor, permission)) assert.ok((code !== FORBIDDEN || route.session) && status < 500, what);
				else {
					assert.deepEqual([status, code], [403, FORBIDDEN], what);
					assert.ok(challenge.includes(`scope="${scopeOf(permission)}"`), `${what}: ${challenge}`);
				}
			}
		}
	});

	it("let nobody put people into groups by making them who may not do so otherwise", async () => {
		const { id } = await provider.done<{ id: string }>("POST", "/api/v1/groups", root, { profile: { name: "Coveted" } });
		const made = async (login: string, scopes: readonly string[]) => {
			const { access_token: token } = (await serviceToken(login, scopes)).json<{ access_token: string }>();
			const body = { profile: { firstName: "M", lastName: "M", email: login, login }, groupIds: [id] };
			return (await provider.call("POST", "/api/v1/users", { authorization: `Bearer ${token}` }, body)).statusCode;
		};
		assert.equal(await made("mole@example.com", ["okta.users.manage"]), 403);
		assert.equal(await made("member@example.com", ["okta.users.manage", "okta.groups.manage"]), 200);
		const members = await provider.done<{ profile: { login: string } }[]>("GET", `/api/v1/groups/${id}/users`, root);
		assert.deepEqual(
			members.map(({ profile }) => profile.login),
			["member@example.com"],
		);
	});

	it("give a service application without a scope no token, and one with all nothing that is a person's own", async () => {
		assert.equal((await serviceToken("none", [])).statusCode, 400);
		const { access_token: token } = (await serviceToken("all", apiScopes)).json<{ access_token: string }>();
		for (const route of routes.filter(({ access, url }) => access === "signed-in" && /\/me(\/|$)/.test(url))) {
			const { status, code, text } = await tried(route, { authorization: `Bearer ${token}` });
			assert.ok(status >= 400 && status < 500, `${route.method} ${route.url}: ${code} ${text}`);
		}
	});

	it("refuse a change that another site's page sends with the person's cookie", async () => {
		const foreign = { ...root, origin: "http://localhost:9999" };
		for (const route of routes.filter(({ method, access }) => method !== "GET" && access !== "anyone")) {
			const { status, code, text } = await tried(route, foreign);
			assert.deepEqual([status, code], [403, FORBIDDEN], `${route.method} ${route.url}: ${text}`);
		}
	});

	it("an API token ends with its revocation, its owner's role and its owner, at the next call", async () => {
		const login = "owner@example.com";
		const { id } = await provider.done<{ id: string }>("POST", "/api/v1/users?activate=true", root, {
			profile: { firstName: "Olga", lastName: "Owner", email: login, login },
			credentials: { password: { value: PASSWORD } },
		});
		const { id: roleId } = await provider.done<{ id: string }>("POST", `/api/v1/users/${id}/roles`, root, { type: "USER_ADMIN" });
		const session = await provider.signedIn(login, PASSWORD);
		const [first, second] = [await tokenOf(session), await tokenOf(session)];
		const list = async ({ credential }: typeof first) =>
			(await provider.call("GET", "/api/v1/users?limit=1", credential)).statusCode;
		assert.deepEqual([await list(first), await list(second)], [200, 200]);
		await provider.done("DELETE", `/api/v1/api-tokens/${first.id}`, root);
		assert.deepEqual([await list(first), await list(second)], [401, 200]);
		await provider.done("DELETE", `/api/v1/users/${id}/roles/${roleId}`, root);
		assert.equal(await list(second), 403);
		await provider.done("POST", `/api/v1/users/${id}/lifecycle/deactivate`, root);
		assert.equal(await list(second), 401);
	});

	it("an API token makes no other, and nobody without a role has one", async () => {
		const token = tokens.get("SUPER_ADMIN") as Credential;
		for (const credential of [token, sessions.get("NONE") as Credential]) {
			const { statusCode } = await provider.call("POST", "/api/v1/internal/api-tokens", credential, { name: "another" });
			assert.equal(statusCode, 403);
		}
	});

	it("a token's secret is answered once, and stands in no list and no log", async () => {
		const made = await provider.done<{ id: string; token: string }>("POST", "/api/v1/internal/api-tokens", root, {
			name: "once",
		});
		for (const path of ["/api/v1/api-tokens", `/api/v1/api-tokens/${made.id}`, "/api/v1/logs?limit=1000"]) {
			const { body } = await provider.call("GET", path, root);
			assert.equal(body.includes(made.token), false, path);
		}
	});
});

describe("the API's meter", () => {
	it("tells each caller where they stand, and stops them at the limit and nobody else", async () => {
		const provider = await injectProvider({ callsPerMinute: 5 });
		try {
			const one = { authorization: "SSWS one" };
			const lefts: unknown[] = [];
			for (let call = 0; call < 6; call++) {
				const { statusCode, headers } = await provider.call("GET", "/api/v1/nothing", one);
				lefts.push([statusCode, headers["x-rate-limit-limit"], headers["x-rate-limit-remaining"]]);
				const wait = Number(headers["x-rate-limit-reset"]) - Date.now() / 1000;
				assert.ok(wait > 0 && wait <= 61, `resets in ${wait} s`);
				assert.match(String(headers["x-okta-request-id"]), /^req/);
			}
			assert.deepEqual(lefts, [
				[404, "5", "4"],
				[404, "5", "3"],
				[404, "5", "2"],
				[404, "5", "1"],
				[404, "5", "0"],
				[429, "5", "0"],
			]);
			const other = await provider.call("GET", "/api/v1/nothing", { authorization: "SSWS another" });
			assert.equal(other.statusCode, 404);
			const refused = await provider.call("GET", "/api/v1/nothing", one);
			assert.equal((refused.json() as { errorCode: string }).errorCode, "E0000047");
		} finally {
			await provider.close();
		}
	});
});
