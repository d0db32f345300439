import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { type Instant, instant, after as later } from "#common/db/columns.ts";
import { Fault } from "#common/faults/fault.ts";
import { configure } from "#tests/harness/configurations.ts";
import { engines, type TestDatabase } from "#tests/harness/databases.ts";
import { type Browser, type InjectedPlatform, injectPlatform, SITE_ADMIN } from "#tests/harness/platform-inject.ts";
import type { Tables } from "../../database.ts";
import { migrations } from "../../migrations/index.ts";
import { saveSecurity } from "../preferences/preferences.ts";
import { insertSession } from "../sessions/sessions.store.ts";
import { endSessionsOf, type Session } from "../sessions/sessions.ts";
import { addUser } from "../users/users.ts";
import { acceptKey, createKey, endKey, endKeysAt, endKeysOf, listKeys, removeExpiredKeys } from "./api-keys.ts";

const DAY = 86_400_000;
const ago = (milliseconds: number) => instant(new Date(Date.now() - milliseconds));

for (const engine of engines) {
	describe(`API keys on ${engine.name}`, () => {
		let database: TestDatabase<Tables>;
		let session: Session;
		before(async () => {
			database = await engine.open<Tables>("platform", migrations);
			const { db } = database;
			const ada = { name: "Ada", email: "ada@example.com", authType: "openid-connect" } as const;
			const { id: userId } = await db.transaction().execute((tx) => addUser(tx, ada));
			const method = "openid-connect";
			const none = {
				issuer: null,
				subject: null,
				configurationId: null,
				tokensExpire: null,
				refreshes: false,
				holdsIdToken: false,
			};
			session = { id: "ses", digest: "digest", userId, method, created: ago(0), expires: later(60), ...none };
		});
		after(() => database.close());
		beforeEach(async () => {
			const { db } = database;
			await db.deleteFrom("api_keys").execute();
			await db.deleteFrom("sessions").execute();
			const { userId: user_id, id, digest, method, created, expires } = session;
			const tokens = { id_token: null, access_token: null, access_token_expires: null, refresh_token: null };
			const at = { issuer: null, subject: null, sid: null, configuration_id: null, address: "", user_agent: "" };
			const times = { refresh_expires: null, refreshing_until: null, refresh_after: null, refresh_failing: null };
			const end = { last_used: null, ended: null, end_reason: null };
			await insertSession(db, { id, digest, user_id, method, created, expires, ...tokens, ...at, ...times, ...end });
		});
		const make = (name = "laptop", days = 7) => createKey(database.db, session, { name, days });
		const refused = (code: string, field?: string) => (thrown: unknown) =>
			thrown instanceof Fault && thrown.code === code && thrown.fields[0]?.field === field;

		it("are shown once, found by their digest, and note their use at most once a minute", async () => {
			const { key, apiKey } = await make(" my laptop ");
			assert.match(key, /^signet_[\w-]{43}$/);
			assert.equal(apiKey.name, "my laptop");
			assert.equal(JSON.stringify(await database.db.selectFrom("api_keys").selectAll().execute()).includes(key.slice(7)), false);
			const accepted = { id: apiKey.id, userId: session.userId, created: apiKey.created };
			assert.deepEqual(await acceptKey(database.db, key, "192.0.2.1"), accepted);
			await acceptKey(database.db, key, "192.0.2.2");
			const [listed] = await listKeys(database.db, session.userId);
			assert.equal(listed?.lastAddress, "192.0.2.1");
			await database.db
				.updateTable("api_keys")
				.set({ last_used: ago(61_000) })
				.execute();
			await acceptKey(database.db, key, "192.0.2.2");
			assert.equal((await listKeys(database.db, session.userId))[0]?.lastAddress, "192.0.2.2");
			for (const wrong of ["", "signet_", `${key}x`, key.slice(7), `signet_${"x".repeat(43)}`]) {
				assert.equal(await acceptKey(database.db, wrong, ""), undefined);
			}
		});

		it("end by themselves, and sooner where the administrator shortens their life", async () => {
			const { key } = await make("old", 90);
			const set = { created: ago(40 * DAY) } as never;
			await database.db.updateTable("api_keys").set(set).execute();
			assert.ok(await acceptKey(database.db, key, ""));
			await saveSecurity(database.db, { apiKeyMaxDays: 30 }, "Ada");
			assert.equal(await acceptKey(database.db, key, ""), undefined);
			await assert.rejects(() => make("x", 31), refused("invalid_request", "days"));
			await saveSecurity(database.db, { apiKeyMaxDays: 90 }, "Ada");
			const expired = { expires: ago(1) } as never;
			await database.db.updateTable("api_keys").set(expired).execute();
			assert.equal(await acceptKey(database.db, key, ""), undefined);
			await removeExpiredKeys(database.db);
			assert.equal((await listKeys(database.db, session.userId)).length, 1, "shown for a while");
			await database.db
				.updateTable("api_keys")
				.set({ expires: ago(31 * DAY) } as never)
				.execute();
			await removeExpiredKeys(database.db);
			assert.deepEqual(await listKeys(database.db, session.userId), []);
		});

		it("are not made without a name, for no time, or by the fifty-first", async () => {
			for (const name of ["", "  ", "x".repeat(65), "two\nlines"]) {
				await assert.rejects(() => make(name), refused("invalid_request", "name"));
			}
			for (const days of [0, -1, 1.5, 91, Number.NaN])
				await assert.rejects(() => make("x", days), refused("invalid_request", "days"));
			for (let n = 0; n < 50; n++) await make(`${n}`);
			await assert.rejects(() => make("one more"), refused("conflict"));
		});

		it("are not made by a session that has just been ended", async () => {
			await endSessionsOf(database.db, session.userId, "password-changed");
			await assert.rejects(() => make(), refused("not_signed_in"));
			assert.deepEqual(await listKeys(database.db, session.userId), []);
		});

		it("go one by one by their owner's hand, or all at once", async () => {
			const [one, other] = [await make("one"), await make("other")];
			await assert.rejects(() => endKey(database.db, "somebody else", one.apiKey.id), refused("not_found"));
			await endKey(database.db, session.userId, one.apiKey.id);
			assert.equal(await acceptKey(database.db, one.key, ""), undefined);
			assert.ok(await acceptKey(database.db, other.key, ""));
			await endKeysOf(database.db, session.userId);
			assert.equal(await acceptKey(database.db, other.key, ""), undefined);
		});
	});
}

describe("API keys and sessions at the door", () => {
	let platform: InjectedPlatform;
	let admin: Browser;
	let adminId: string;
	before(async () => {
		platform = await injectPlatform();
		admin = await platform.signedIn(SITE_ADMIN.email, SITE_ADMIN.password);
		adminId = (await admin.get("/api/v0/me")).json<{ id: string }>().id;
	});
	after(() => platform.close());

	interface Member {
		readonly id: string;
		readonly browser: Browser;
		readonly email: string;
	}
	const PASSWORD = "my own password";
	const member = async (name: string, roles: readonly string[] = []): Promise<Member> => {
		const email = `${name}@example.com`;
		const made = await admin.send("POST", "/api/v0/users", { name, email, authType: "built-in" });
		const { user, temporaryPassword } = made.json<{ user: { id: string }; temporaryPassword: string }>();
		const browser = platform.browser();
		await browser.post("/login", { email, password: temporaryPassword });
		await browser.post("/login/new-password", { password: PASSWORD });
		if (roles.length > 0) await admin.send("PATCH", `/api/v0/users/${user.id}`, { roles });
		return { id: user.id, browser, email };
	};
	const makeKey = async (browser: Browser) => {
		const made = await browser.send("POST", "/api/v0/me/api-keys", { name: "tool", days: 7 });
		assert.equal(made.statusCode, 201, made.body);
		return made.json<{ key: string; id: string }>();
	};
	const call = (
		key: string,
		url: string,
		method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE" = "GET",
		body?: unknown,
		headers = {},
	) =>
		platform.app.inject({
			method,
			url,
			headers: {
				authorization: `Bearer ${key}`,
				...(body === undefined ? {} : { "content-type": "application/json" }),
				...headers,
			},
			...(body === undefined ? {} : { payload: JSON.stringify(body) }),
		});
	const status = async (key: string, url = "/api/v0/me") => (await call(key, url)).statusCode;

	it("everybody is told how long a key may live", async () => {
		const { browser } = await member("lena");
		const longest = async () => (await browser.get("/api/v0/me/api-keys")).json<{ maxDays: number }>().maxDays;
		assert.equal(await longest(), 90);
		await admin.send("PUT", "/api/v0/security", { apiKeyMaxDays: 7 });
		assert.equal(await longest(), 7);
		await admin.send("PUT", "/api/v0/security", { apiKeyMaxDays: 90 });
	});

	it("a key acts as its person, with the roles they have at the moment", async () => {
		const ada = await member("ada");
		const { key, id } = await makeKey(ada.browser);
		const me = (await call(key, "/api/v0/me")).json<{ id: string; session: unknown }>();
		assert.deepEqual([me.id, me.session], [ada.id, null]);
		assert.equal(await status(key, "/api/v0/users"), 403);
		await admin.send("PATCH", `/api/v0/users/${ada.id}`, { roles: ["site-manager"] });
		assert.equal(await status(key, "/api/v0/users"), 200);
		await call(key, "/api/v0/users", "POST", { name: "Bot", email: "bot@example.com", authType: "openid-connect" });
		const [event] = (await admin.get("/api/v0/audit?action=user.create")).json<{ items: { detail: { apiKeyId: string } }[] }>()
			.items;
		assert.equal(event?.detail.apiKeyId, id);
		await admin.send("PATCH", `/api/v0/users/${ada.id}`, { roles: [] });
		assert.equal(await status(key, "/api/v0/users"), 403);
		const other = await platform.app.inject({ url: "/api/v0/me", headers: { "session-token": key } });
		assert.equal(other.statusCode, 200);
	});

	it("a key opens the API alone, and never from the address", async () => {
		const { key } = await makeKey(admin);
		for (const path of ["/", "/account", "/manage/users", "/login/new-password"]) {
			const answer = await call(key, path);
			assert.equal(answer.statusCode, 303);
			assert.match(String(answer.headers.location), /^\/login/);
		}
		const stranger = platform.browser();
		for (const name of ["key", "api_key", "access_token", "token", "session-token", "session_token"]) {
			assert.equal((await stranger.get(`/api/v0/me?${name}=${key}`)).statusCode, 401);
		}
		const body = await platform.app.inject({
			method: "POST",
			url: "/api/v0/me/sessions/end-others",
			headers: { "content-type": "application/x-www-form-urlencoded" },
			payload: `access_token=${key}`,
		});
		assert.equal(body.statusCode, 401);
		assert.equal(
			(await platform.app.inject({ url: "/api/v0/me", headers: { authorization: `Basic ${btoa(`${key}:`)}` } })).statusCode,
			401,
		);
	});

	it("a key makes no keys, changes no password, ends no sessions, and reads no token of the provider", async () => {
		const { key } = await makeKey(admin);
		const [mine] = (await admin.get("/api/v0/me/sessions")).json<{ items: { id: string }[] }>().items;
		const rows = await platform.rows();
		const passwords = { currentPassword: SITE_ADMIN.password, newPassword: "quite another one" };
		for (const [method, url, body] of [
			["POST", "/api/v0/me/api-keys", { name: "more", days: 7 }],
			["POST", "/api/v0/me/password", passwords],
			["POST", "/api/v0/me/sessions/end-others", undefined],
			["DELETE", `/api/v0/me/sessions/${mine?.id}`, undefined],
			["DELETE", `/api/v0/users/${adminId}/sessions`, undefined],
			["DELETE", `/api/v0/users/${adminId}/sessions/${mine?.id}`, undefined],
			["GET", "/api/v0/users/me/oidc-access-token", undefined],
		] as const) {
			const answer = await call(key, url, method, body);
			assert.equal(answer.statusCode, 403, url);
			assert.equal(answer.json<{ code: string }>().code, "session_required", url);
		}
		assert.equal(await platform.rows(), rows);
		assert.equal((await admin.get("/api/v0/me/api-keys")).json<{ items: unknown[] }>().items.length, 2);
	});

	it("a key, the site admin's too, hands out no password, changes no way in, and makes and unmakes no site manager", async () => {
		const { key } = await makeKey(admin);
		const [ada, chief] = [await member("pat"), await member("chief", ["site-manager"])];
		const there = { name: "Olga", email: "olga@example.com", authType: "openid-connect" };
		const olga = (await admin.send("POST", "/api/v0/users", there)).json<{ user: { id: string } }>().user.id;
		const rows = await platform.rows();
		for (const [method, url, body] of [
			["POST", "/api/v0/users", { name: "Eve", email: "evil@example.com", authType: "built-in" }],
			["POST", `/api/v0/users/${ada.id}/reset-password`, undefined],
			["PATCH", `/api/v0/users/${ada.id}`, { authType: "openid-connect" }],
			["PATCH", `/api/v0/users/${olga}`, { authType: "built-in" }],
			["PATCH", `/api/v0/users/${olga}`, { email: "mine@example.com" }],
			["PATCH", `/api/v0/users/${ada.id}`, { roles: ["auditor", "site-manager"] }],
			["PATCH", `/api/v0/users/${chief.id}`, { roles: [] }],
		] as const) {
			const answer = await call(key, url, method, body);
			assert.deepEqual([answer.statusCode, answer.json<{ code: string }>().code], [403, "session_required"], `${method} ${url}`);
		}
		assert.equal(await platform.rows(), rows);
		const change = { name: "Ada the Second", roles: ["auditor"] };
		assert.equal((await call(key, `/api/v0/users/${ada.id}`, "PATCH", change)).statusCode, 200, "the rest goes on");
	});

	it("a key of somebody at the provider works for 30 days after their last sign-in or refresh there, and says why it rests", async () => {
		const { id, browser } = await member("rita");
		const { key } = await makeKey(browser);
		await configure(platform.db, {});
		await platform.db.updateTable("users").set({ auth_type: "openid-connect" }).where("id", "=", id).execute();
		const identity = { issuer: "http://127.0.0.1:9", subject: "rita", user_id: id, created: ago(0), claims: null };
		await platform.db
			.insertInto("identities")
			.values({ ...identity, last_sign_in: ago(29 * DAY) })
			.execute();
		const signedIn = (last_sign_in: Instant | null) => platform.db.updateTable("identities").set({ last_sign_in }).execute();
		assert.equal(await status(key), 200);
		await signedIn(ago(31 * DAY));
		const resting = await call(key, "/api/v0/me");
		assert.equal(resting.statusCode, 401);
		assert.match(resting.body, /has not signed in at the identity provider for 30 days/);
		await signedIn(ago(0));
		assert.equal(await status(key), 200);
		await signedIn(null);
		assert.equal(await status(key), 200, "counted from the key where that was not kept yet");
		await endKeysAt(platform.db, { issuer: "http://127.0.0.1:9", subject: "somebody else" });
		assert.equal(await status(key), 200);
		await endKeysAt(platform.db, identity);
		assert.equal(await status(key), 401);
		await configure(platform.db, { method: "built-in" });
	});

	it("a key wins over a cookie, and a cookie still needs its origin", async () => {
		const { browser, id } = await member("grace");
		const { key } = await makeKey(browser);
		const cookie = [...admin.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
		assert.equal((await call(key, "/api/v0/me", "GET", undefined, { cookie })).json<{ id: string }>().id, id);
		assert.equal((await call(`signet_${"x".repeat(43)}`, "/api/v0/me", "GET", undefined, { cookie })).statusCode, 401);
		const foreign = { cookie, origin: "https://evil.example" };
		assert.equal((await call(key, "/api/v0/me/sessions/end-others", "POST", undefined, foreign)).statusCode, 403);
		const made = await platform.app.inject({ method: "POST", url: "/api/v0/me/sessions/end-others", headers: { cookie } });
		assert.equal(made.json<{ code: string }>().code, "foreign_origin");
	});

	it("keys end with the password that is reset, and with the account", async () => {
		const eve = await member("eve");
		const { key } = await makeKey(eve.browser);
		assert.equal(await status(key), 200);
		await admin.send("POST", `/api/v0/users/${eve.id}/reset-password`);
		assert.equal(await status(key), 401);
		const bob = await member("bob");
		const { key: bobs } = await makeKey(bob.browser);
		await platform.db.updateTable("users").set({ status: "deactivated" }).where("id", "=", bob.id).execute();
		assert.equal(await status(bobs), 401);
		assert.equal((await bob.browser.get("/api/v0/me")).statusCode, 401, "nor does a session");
		await platform.db
			.updateTable("users")
			.set({ status: "active", must_change_password: 1 as never })
			.where("id", "=", bob.id)
			.execute();
		assert.equal(await status(bobs), 401);
		await platform.db
			.updateTable("users")
			.set({ must_change_password: 0 as never })
			.where("id", "=", bob.id)
			.execute();
		assert.equal(await status(bobs), 200);
		await admin.send("DELETE", `/api/v0/users/${bob.id}`);
		assert.equal(await status(bobs), 401);
		assert.equal((await platform.db.selectFrom("api_keys").selectAll().where("user_id", "=", bob.id).execute()).length, 0);
	});

	it("somebody else's key and session are not there, for members as for managers who aim at the wrong person", async () => {
		const [mallory, victim] = [await member("mallory"), await member("victim")];
		const { id } = await makeKey(victim.browser);
		const mine = await victim.browser.get("/api/v0/me/sessions");
		const [session] = mine.json<{ items: { id: string }[] }>().items;
		const rows = await platform.rows();
		for (const [by, path] of [
			[mallory.browser, `/api/v0/me/api-keys/${id}`],
			[mallory.browser, `/api/v0/me/sessions/${session?.id}`],
			[admin, `/api/v0/users/${mallory.id}/sessions/${session?.id}`],
			[admin, `/api/v0/users/${mallory.id}/api-keys/${id}`],
			[admin, `/api/v0/users/nobody/sessions/${session?.id}`],
			[victim.browser, "/api/v0/me/sessions/made-up"],
		] as const) {
			assert.equal((await by.send("DELETE", path)).statusCode, 404, path);
		}
		for (const path of [`/api/v0/users/${victim.id}/sessions`, `/api/v0/users/${victim.id}/api-keys`]) {
			assert.equal((await mallory.browser.get(path)).statusCode, 403);
			assert.equal((await mallory.browser.send("DELETE", path === "" ? path : `${path}/${id}`)).statusCode, 403);
		}
		assert.equal(await platform.rows(), rows);
		assert.equal((await victim.browser.get("/api/v0/me/api-keys")).json<{ items: unknown[] }>().items.length, 1);
	});

	it("people see their sessions and end one, or all others; the ended one's cookie opens nothing", async () => {
		const carol = await member("carol");
		const [second, third] = [await platform.signedIn(carol.email, PASSWORD), await platform.signedIn(carol.email, PASSWORD)];
		const list = async () =>
			(await carol.browser.get("/api/v0/me/sessions")).json<{ items: { id: string; current: boolean; address: string }[] }>()
				.items;
		const items = await list();
		assert.equal(items.length, 3);
		assert.equal(items.filter(({ current }) => current).length, 1);
		assert.deepEqual(Object.keys(items[0] ?? {}).sort(), [
			"address",
			"created",
			"current",
			"expires",
			"id",
			"issuer",
			"lastUsed",
			"method",
			"userAgent",
		]);
		const seconds = (await second.get("/api/v0/me")).json<{ session: { id: string } }>().session.id;
		assert.equal((await carol.browser.send("DELETE", `/api/v0/me/sessions/${seconds}`)).statusCode, 204);
		assert.equal((await second.get("/api/v0/me")).statusCode, 401);
		assert.equal((await carol.browser.send("DELETE", `/api/v0/me/sessions/${seconds}`)).statusCode, 404);
		assert.deepEqual((await carol.browser.send("POST", "/api/v0/me/sessions/end-others")).json(), { ended: 1 });
		assert.equal((await third.get("/api/v0/me")).statusCode, 401);
		assert.equal((await list()).length, 1);
	});

	it("Site managers end anyone's sessions and keys but the site admin's", async () => {
		const manager = await member("manager", ["site-manager"]);
		const dave = await member("dave");
		const { key, id } = await makeKey(dave.browser);
		const [session] = (await manager.browser.get(`/api/v0/users/${dave.id}/sessions`)).json<{ items: { id: string }[] }>().items;
		assert.equal((await manager.browser.send("DELETE", `/api/v0/users/${dave.id}/sessions/${session?.id}`)).statusCode, 204);
		assert.equal((await dave.browser.get("/api/v0/me")).statusCode, 401);
		assert.equal((await manager.browser.send("DELETE", `/api/v0/users/${dave.id}/api-keys/${id}`)).statusCode, 204);
		assert.equal(await status(key), 401);
		const again = await platform.signedIn(dave.email, PASSWORD);
		assert.deepEqual((await manager.browser.send("DELETE", `/api/v0/users/${dave.id}/sessions`)).json(), { ended: 1 });
		assert.equal((await again.get("/api/v0/me")).statusCode, 401);
		const [admins] = (await manager.browser.get(`/api/v0/users/${adminId}/sessions`)).json<{ items: { id: string }[] }>().items;
		for (const path of [`/api/v0/users/${adminId}/sessions`, `/api/v0/users/${adminId}/sessions/${admins?.id}`]) {
			assert.equal((await manager.browser.send("DELETE", path)).statusCode, 403);
		}
		assert.equal((await admin.get("/api/v0/me")).statusCode, 200);
		const log = (await admin.get("/api/v0/audit?action=session.end")).json<{
			items: { result: string; reason: string | null }[];
		}>();
		assert.ok(log.items.some(({ result, reason }) => result === "denied" && reason === "forbidden"));
		assert.ok(log.items.some(({ result }) => result === "success"));
	});

	it("a key takes no field that it does not know, nor another owner", async () => {
		for (const more of [
			{ userId: adminId },
			{ user_id: adminId },
			{ expires: "2099-01-01T00:00:00.000Z" },
			{ key: "signet_mine" },
		]) {
			const answer = await admin.send("POST", "/api/v0/me/api-keys", { name: "tool", days: 7, ...more });
			assert.equal(answer.statusCode, 400);
		}
	});

	it("no key is written into the audit log", async () => {
		const { key } = await makeKey(admin);
		assert.equal(JSON.stringify(await platform.db.selectFrom("audit").selectAll().execute()).includes(key), false);
	});
});
