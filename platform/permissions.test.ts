import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { MountedRoute } from "#common/web/openapi.ts";
import { type Browser, type InjectedPlatform, injectPlatform, SITE_ADMIN } from "#tests/harness/platform-inject.ts";
import { type Permission, permissions, permissionsOf, type Role, roles } from "./features/roles/roles.ts";
import { apiOf, summaries } from "./openapi.routes.ts";

/** Every route that was mounted, called with every role and with none. */

/** Sends nothing that could be done: what is refused for want of a body or a target was not refused for want of permission. */
const REFUSED = new Set([401, 403]);

describe("permissions", () => {
	let platform: InjectedPlatform;
	const browsers = new Map<Role | "nobody", Browser>();
	let routes: readonly MountedRoute[];

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
		}
	});
	after(() => platform.close());

	const call = async (browser: Browser, { method, url }: MountedRoute) => {
		const path = url.replaceAll(/:\w+/g, "nothing").replace("*", "users");
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

	it("every permission is asked for by some route", () => {
		const asked = new Set(routes.map(({ access }) => access));
		assert.deepEqual(
			permissions.filter((permission: Permission) => !asked.has(permission)),
			[],
		);
	});
});
