import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { apiOf, type MountedRoute } from "#common/web/openapi.ts";
import { type Browser, type InjectedPlatform, injectPlatform, SITE_ADMIN } from "#tests/harness/platform-inject.ts";
import { type Permission, permissions, permissionsOf, type Role, roles } from "./features/roles/roles.ts";
import { summaries } from "./openapi.routes.ts";

/** Every route that was mounted, called with every role, with none, and with an API key. */

/** Sends nothing that could be done: what is refused for want of a body or a target was not refused for want of permission. */
const REFUSED = new Set([401, 403]);

interface Sent {
	readonly body?: object;
	/** Of the person in the address, or their session; `nothing` where it is left out. */
	readonly id?: string;
}

/** What a key may not do, whoever holds it: each route with a request that gets as far as that. `target` is somebody's id. */
const needSession = (target: string): readonly (readonly [route: string, sent: Sent])[] => [
	["POST /api/v0/me/password", { body: { currentPassword: "a guess", newPassword: "another good password" } }],
	["GET /api/v0/users/me/oidc-access-token", {}],
	["GET /api/v0/events", {}],
	["POST /api/v0/me/api-keys", { body: { name: "tool", days: 7 } }],
	["POST /api/v0/me/sessions/end-others", {}],
	["DELETE /api/v0/me/sessions/:id", {}],
	["DELETE /api/v0/users/:id/sessions", { id: target }],
	["DELETE /api/v0/users/:id/sessions/:sid", { id: target }],
	["POST /api/v0/users/:id/reset-password", { id: target }],
];
/** What a key may not change, of routes that it may call. */
const needSessionFor = (target: string): readonly (readonly [route: string, sent: Sent])[] => [
	["POST /api/v0/users", { body: { name: "New", email: "new@example.com", authType: "built-in" } }],
	["PATCH /api/v0/users/:id", { id: target, body: { email: "other@example.com" } }],
	["PATCH /api/v0/users/:id", { id: target, body: { authType: "openid-connect" } }],
	["PATCH /api/v0/users/:id", { id: target, body: { roles: ["site-manager"] } }],
];

describe("permissions", () => {
	let platform: InjectedPlatform;
	const browsers = new Map<Role | "nobody", Browser>();
	let routes: readonly MountedRoute[];
	/** Of the site admin. */
	let key: string;
	/** A member's id. */
	let target: string;

	before(async () => {
		platform = await injectPlatform();
		routes = platform.routes;
		const admin = await platform.signedIn(SITE_ADMIN.email, SITE_ADMIN.password);
		browsers.set("nobody", platform.browser()).set("site-admin", admin);
		for (const role of roles.filter((name) => name !== "site-admin")) {
			const email = `${role}@example.com`;
			const made = await admin.send("POST", "/api/v0/users", { name: role, email, authType: "built-in" });
			const { user, temporaryPassword } = made.json<{ user: { id: string }; temporaryPassword: string }>();
			await admin.send("PATCH", `/api/v0/users/${user.id}`, { roles: [role] });
			const browser = await platform.signedIn(email, temporaryPassword);
			await browser.post("/login/new-password", { password: "a good long password" });
			browsers.set(role, browser);
			if (role === "member") target = user.id;
		}
		key = (await admin.send("POST", "/api/v0/me/api-keys", { name: "tool", days: 7 })).json<{ key: string }>().key;
	});
	after(() => platform.close());

	const pathOf = ({ url }: Pick<MountedRoute, "url">, id = "nothing") =>
		url.replace(":id", id).replaceAll(/:\w+/g, "nothing").replace("*", "users");
	const call = async (browser: Browser, { method, url }: MountedRoute) => {
		const path = pathOf({ url });
		const headers = url === "/api/v0/events" ? { accept: "application/json" } : {};
		if (method === "GET") return browser.get(path, headers);
		return url.startsWith("/api/")
			? browser.send(method as "POST", path, { none: "of this" })
			: browser.post(path, { none: "of this" });
	};

	it("each route of the API has a summary, and no summary is left over", () => {
		const mounted = apiOf(routes).map(({ method, url }) => `${method} ${url}`);
		assert.deepEqual(
			mounted.filter((name) => summaries[name] === undefined),
			[],
		);
		assert.deepEqual(
			Object.keys(summaries).filter((name) => !mounted.includes(name)),
			[],
		);
	});

	it("a stranger gets past no route that asks who is calling", async () => {
		const stranger = browsers.get("nobody") as Browser;
		for (const route of routes.filter(({ access }) => access !== "anyone")) {
			const { statusCode, headers } = await call(stranger, route);
			const sentToSignIn = statusCode === 303 && String(headers.location).startsWith("/login");
			assert.ok(statusCode === 401 || sentToSignIn, `${route.method} ${route.url}: ${statusCode}`);
		}
	});

	for (const role of roles) {
		it(`${role}: refused wherever the table gives no permission, and nowhere else`, async () => {
			const browser = browsers.get(role) as Browser;
			const held: readonly string[] = permissionsOf(role);
			for (const route of routes.filter(({ access }) => (permissions as readonly string[]).includes(access))) {
				const { statusCode, body } = await call(browser, route);
				const what = `${role}: ${route.method} ${route.url} (${route.access}) answered ${statusCode} ${body.slice(0, 200)}`;
				if (held.includes(route.access)) assert.ok(!REFUSED.has(statusCode), what);
				else assert.equal(statusCode, 403, what);
			}
		});
	}

	for (const role of roles) {
		it(`${role}: refused by no route that asks for a session alone`, async () => {
			const asking = routes.filter(({ access }) => access === "signed-in");
			assert.ok(asking.length > 0);
			for (const route of asking) {
				const { statusCode, headers, body } = await call(browsers.get(role) as Browser, route);
				const sentToSignIn = String(headers.location ?? "").startsWith("/login");
				const what = `${role}: ${route.method} ${route.url} answered ${statusCode} ${body.slice(0, 200)}`;
				assert.ok(!REFUSED.has(statusCode) && !sentToSignIn && statusCode < 500, what);
			}
		});
	}

	for (const role of ["nobody", ...roles] as const) {
		it(`${role}: refused by no route that asks nobody who they are`, async () => {
			const open = routes.filter(({ access }) => access === "anyone");
			assert.ok(open.length > 0);
			for (const route of open) {
				const { statusCode, body } = await call(browsers.get(role) as Browser, route);
				const what = `${role}: ${route.method} ${route.url} answered ${statusCode} ${body.slice(0, 200)}`;
				assert.ok(!REFUSED.has(statusCode) && statusCode < 500, what);
			}
		});
	}

	it("every route asks for a permission, a session or nothing", () => {
		const known = new Set<string>([...permissions, "signed-in", "anyone"]);
		assert.deepEqual(
			routes.filter(({ access }) => !known.has(access)).map(({ method, url }) => `${method} ${url}`),
			[],
		);
	});

	describe("an API key of the site admin", () => {
		const withKey = ({ method, url }: Pick<MountedRoute, "method" | "url">, { id, body }: Sent = {}) => {
			const payload = body ?? (method === "GET" || method === "DELETE" ? undefined : { none: "of this" });
			return platform.app.inject({
				method: method as "POST",
				url: pathOf({ url }, id),
				headers: {
					authorization: `Bearer ${key}`,
					...(payload === undefined ? {} : { "content-type": "application/json" }),
				},
				...(payload === undefined ? {} : { payload: JSON.stringify(payload) }),
			});
		};
		const asRoute = (name: string) => {
			const [method = "", url = ""] = name.split(" ");
			return { method, url };
		};
		/** The status, and the code where it is a refusal. */
		const cameTo = ({ statusCode, body }: { readonly statusCode: number; readonly body: string }) =>
			statusCode < 400 ? `${statusCode}` : `${statusCode} ${(JSON.parse(body) as { code: string }).code}`;

		it("does everywhere in the API what a session does, but where a session is needed", async () => {
			const sentTo = new Map(needSession(target));
			const needing: string[] = [];
			for (const route of apiOf(routes)) {
				const name = `${route.method} ${route.url}`;
				const came = cameTo(await withKey(route, sentTo.get(name)));
				if (came === "403 session_required") needing.push(name);
				else assert.equal(came, cameTo(await call(browsers.get("site-admin") as Browser, route)), name);
			}
			assert.deepEqual(needing.sort(), [...sentTo.keys()].sort());
		});

		it("opens what the API's document says that a key opens, and nothing else", async () => {
			const { paths } = (await withKey(asRoute("GET /api/v0/openapi.json"))).json<{
				paths: Record<string, Record<string, { security: readonly Record<string, readonly []>[] }>>;
			}>();
			const sentTo = new Map(needSession(target));
			const operations = Object.entries(paths).flatMap(([path, methods]) =>
				Object.entries(methods).map(([method, { security }]) => {
					const url = path.replaceAll(/\{(\w+)\}/g, ":$1");
					return { method: method.toUpperCase(), url, schemes: security.flatMap((one) => Object.keys(one)) };
				}),
			);
			assert.equal(operations.length, apiOf(routes).length);
			for (const { schemes, ...route } of operations) {
				const name = `${route.method} ${route.url}`;
				const refused = cameTo(await withKey(route, sentTo.get(name))) === "403 session_required";
				assert.deepEqual(schemes, refused ? ["session"] : ["session", "apiKey", "sessionToken"], name);
			}
		});

		it("makes no way in and no site manager, and changes nothing where it is refused", async () => {
			const rows = await platform.rows();
			for (const [name, sent] of [...needSession(target), ...needSessionFor(target)]) {
				assert.equal(cameTo(await withKey(asRoute(name), sent)), "403 session_required", `${name} ${JSON.stringify(sent)}`);
			}
			assert.equal(await platform.rows(), rows);
			const keys = (await browsers.get("site-admin")?.get("/api/v0/me/api-keys"))?.json<{ items: unknown[] }>();
			assert.equal(keys?.items.length, 1);
			const harmless = await withKey(asRoute("PATCH /api/v0/users/:id"), { id: target, body: { name: "Renamed" } });
			assert.equal(harmless.statusCode, 200);
		});

		it("is nobody's outside the API", async () => {
			for (const route of routes.filter(({ url }) => !url.startsWith("/api/"))) {
				const payload =
					route.method === "GET" ? {} : { headers: { "content-type": "application/json" }, payload: '{"none":"of this"}' };
				const request = { method: route.method as "POST", url: pathOf(route) };
				const headers = { ...payload.headers, authorization: `Bearer ${key}` };
				const [mine, anyones] = [
					await platform.app.inject({ ...request, ...payload, headers }),
					await platform.app.inject({ ...request, ...payload }),
				];
				const of = ({ statusCode, headers: { location } }: typeof mine) => [statusCode, location];
				assert.deepEqual(of(mine), of(anyones), `${route.method} ${route.url}`);
			}
		});
	});

	it("every permission is asked for by some route", () => {
		const asked = new Set(routes.map(({ access }) => access));
		assert.deepEqual(
			permissions.filter((permission: Permission) => !asked.has(permission)),
			[],
		);
	});
});
