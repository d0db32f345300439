import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import { now } from "#common/db/columns.ts";
import { createLimiter } from "#common/web/limits.ts";
import { configure } from "#tests/harness/configurations.ts";
import { type Browser, type InjectedPlatform, injectPlatform, SITE_ADMIN } from "#tests/harness/platform-inject.ts";
import { authenticate, choosePassword, presentPassword } from "../passwords/passwords.ts";
import { findUserByEmail } from "../users/users.ts";
import { noticeOf } from "./notices.ts";
import { signInWithPassword } from "./sign-in.ts";

const SESSION = "signet_platform_session";

describe("signing in with a password", () => {
	let platform: InjectedPlatform;
	before(async () => {
		platform = await injectPlatform();
	});
	after(() => platform.close());

	const member = async (email: string): Promise<string> => {
		const admin = await platform.signedIn(SITE_ADMIN.email, SITE_ADMIN.password);
		const made = await admin.send("POST", "/api/v0/users", { name: "Ada", email, authType: "built-in" });
		assert.equal(made.statusCode, 201);
		return made.json<{ temporaryPassword: string }>().temporaryPassword;
	};

	it("needs no JavaScript, and ends where the person wanted to go", async () => {
		const browser = platform.browser();
		const start = await browser.get("/manage/users?q=a%20b");
		assert.equal(start.headers.location, "/login?next=%2Fmanage%2Fusers%3Fq%3Da%2520b");
		const form = await browser.get(String(start.headers.location));
		assert.match(form.body, /name="next" value="\/manage\/users\?q=a%20b"/);
		assert.doesNotMatch(form.body, /<script/);
		const done = await browser.post("/login", { ...SITE_ADMIN, next: "/manage/users?q=a%20b" });
		assert.equal(done.headers.location, "/manage/users?q=a%20b");
		assert.equal((await browser.get("/api/v0/me")).json<{ email: string }>().email, SITE_ADMIN.email);
	});

	it("keeps the cookie from scripts and other sites, and the session id out of the database", async () => {
		const answer = await platform.browser().post("/login", SITE_ADMIN);
		assert.match(String(answer.headers["set-cookie"]), /HttpOnly; SameSite=Lax/);
		const value = answer.cookies.find(({ name }) => name === SESSION)?.value ?? "";
		assert.equal((await platform.rows()).includes(value), false);
	});

	it("gives a planted cookie no meaning: each sign-in begins a new session and ends the one before", async () => {
		const browser = platform.browser();
		browser.cookies.set(SESSION, "planted");
		await browser.post("/login", SITE_ADMIN);
		const first = browser.cookies.get(SESSION) ?? "";
		assert.notEqual(first, "planted");
		await browser.post("/login", SITE_ADMIN);
		const thief = platform.browser();
		thief.cookies.set(SESSION, first);
		assert.equal((await thief.get("/api/v0/me")).statusCode, 401);
	});

	for (const next of [
		"//evil.example",
		"/\\evil.example",
		"\\\\evil.example",
		"https://evil.example",
		"https:evil.example",
		"javascript:alert(1)",
		"/%09/evil.example\t",
		"/\t/evil.example",
		"/.//evil.example",
		"/a/..//evil.example",
		"/%2e//evil.example",
		"evil.example",
		"@evil.example",
		"",
	]) {
		it(`sends nobody to another site by next=${JSON.stringify(next)}`, async () => {
			const { headers, statusCode } = await platform.browser().post("/login", { ...SITE_ADMIN, next });
			assert.equal(statusCode, 303);
			assert.equal(new URL(String(headers.location), "http://localhost:7080").origin, "http://localhost:7080");
			const signedIn = await platform.signedIn(SITE_ADMIN.email, SITE_ADMIN.password);
			const back = await signedIn.get(`/login?next=${encodeURIComponent(next)}`);
			assert.equal(new URL(String(back.headers.location), "http://localhost:7080").origin, "http://localhost:7080");
		});
	}

	it("answers alike whether or not there is such an account", async () => {
		const answers = await Promise.all(
			[SITE_ADMIN.email, "nobody@example.com"].map((email) =>
				platform.browser("192.0.2.9").post("/login", { email, password: "wrong" }),
			),
		);
		const [known, unknown] = answers.map(
			({ statusCode, body }) => `${statusCode} ${body.replaceAll(/value="[^"]*@[^"]*"|<code>req[^<]*/g, "")}`,
		);
		assert.equal(known, unknown);
		assert.match(known ?? "", /^401 [\s\S]*The email or the password is not right\./);
	});

	it("slows guesses at an account from one address, and lets its owner in from another", async () => {
		const guess = () => platform.browser("192.0.2.66").post("/login", { email: SITE_ADMIN.email, password: "a guess" });
		const codes: number[] = [];
		for (let count = 0; count < 11; count++) codes.push((await guess()).statusCode);
		assert.deepEqual([...new Set(codes)], [401, 429]);
		assert.ok(Number((await guess()).headers["retry-after"]) > 0);
		assert.equal((await platform.browser("192.0.2.67").post("/login", SITE_ADMIN)).statusCode, 303);
	});

	it("lets no crowd of guesses at once past the limit", async () => {
		const guess = () => platform.browser("192.0.2.77").post("/login", { email: SITE_ADMIN.email, password: "a guess" });
		const codes = (await Promise.all(Array.from({ length: 30 }, guess))).map(({ statusCode }) => statusCode);
		assert.ok(codes.filter((code) => code === 401).length <= 10);
	});

	it("keeps nobody out for a crowd of right passwords at once", async () => {
		const enter = () => platform.browser("192.0.2.78").post("/login", SITE_ADMIN);
		await Promise.all(Array.from({ length: 30 }, enter));
		assert.equal((await enter()).statusCode, 303);
	});

	it("lets whoever has a temporary password do nothing but choose their own", async () => {
		const temporary = await member("temporary@example.com");
		const browser = platform.browser();
		const first = await browser.post("/login", { email: "temporary@example.com", password: temporary, next: "/account" });
		assert.equal(first.headers.location, "/login/new-password?next=%2Faccount");
		assert.equal((await browser.get("/api/v0/me")).json<{ code: string }>().code, "password_change_required");
		assert.equal((await browser.send("POST", "/api/v0/me/password", {})).statusCode, 403);
		assert.equal((await browser.get("/manage/users")).headers.location, "/login/new-password?next=%2Fmanage%2Fusers");
		assert.equal((await browser.post("/login/new-password", { password: temporary })).statusCode, 400);
		assert.equal((await browser.post("/login/new-password", { password: "short" })).statusCode, 400);
		const before = browser.cookies.get(SESSION);
		const done = await browser.post("/login/new-password", { password: "my own password", next: "/account" });
		assert.equal(done.headers.location, "/account");
		assert.notEqual(browser.cookies.get(SESSION), before);
		assert.equal((await browser.get("/api/v0/me")).statusCode, 200);
		assert.equal(
			(await platform.browser().post("/login", { email: "temporary@example.com", password: temporary })).statusCode,
			401,
		);
	});

	it("lets nobody in by a password that was changed while it was looked at", async () => {
		const temporary = await member("race@example.com");
		const begun: string[] = [];
		const attempt = { email: "race@example.com", password: temporary, address: "192.0.2.80" };
		const entering = signInWithPassword(platform.db, createLimiter(), attempt, async (_tx, { id }) => begun.push(id));
		await new Promise(setImmediate);
		await platform.db.updateTable("users").set({ password_hash: "changed" }).where("email", "=", attempt.email).execute();
		await assert.rejects(entering, { code: "credentials_refused" });
		assert.deepEqual(begun, []);
	});

	it("changes no password that was changed meanwhile", async () => {
		await member("meanwhile@example.com");
		const { id } = (await findUserByEmail(platform.db, "meanwhile@example.com")) ?? { id: "" };
		const before = await presentPassword(platform.db, id);
		await choosePassword(platform.db, id, before, "the owner's own choice", "password");
		await assert.rejects(choosePassword(platform.db, id, before, "somebody else's choice", "password"), { code: "conflict" });
		assert.ok(await authenticate(platform.db, "meanwhile@example.com", "the owner's own choice"));
	});

	it("opens nothing with a session of the way in that was closed", async () => {
		const temporary = await member("closed@example.com");
		const browser = platform.browser();
		await browser.post("/login", { email: "closed@example.com", password: temporary });
		await browser.post("/login/new-password", { password: "my own password" });
		assert.equal((await browser.get("/api/v0/me")).statusCode, 200);
		const closed = { auth_type: "openid-connect" } as const;
		await platform.db.updateTable("users").set(closed).where("email", "=", "closed@example.com").execute();
		assert.equal((await browser.get("/api/v0/me")).statusCode, 401);
	});

	it("ends the other sessions, and only those, when somebody changes their password", async () => {
		const here = await platform.signedIn(SITE_ADMIN.email, SITE_ADMIN.password);
		const there = await platform.signedIn(SITE_ADMIN.email, SITE_ADMIN.password);
		const wrong = await here.send("POST", "/api/v0/me/password", { currentPassword: "no", newPassword: "another password" });
		assert.equal(wrong.statusCode, 400);
		assert.equal(wrong.json<{ fields: [{ field: string }] }>().fields[0].field, "currentPassword");
		const change = (currentPassword: string, newPassword: string) =>
			here.send("POST", "/api/v0/me/password", { currentPassword, newPassword });
		assert.equal((await change(SITE_ADMIN.password, "another password")).statusCode, 204);
		assert.equal((await here.get("/api/v0/me")).statusCode, 200);
		assert.equal((await there.get("/api/v0/me")).statusCode, 401);
		assert.equal((await change("another password", SITE_ADMIN.password)).statusCode, 204);
	});

	it("ends the session at sign-out, for the cookie's thief too", async () => {
		const browser = await platform.signedIn(SITE_ADMIN.email, SITE_ADMIN.password);
		const thief = platform.browser();
		thief.cookies.set(SESSION, browser.cookies.get(SESSION) ?? "");
		assert.equal((await browser.post("/logout", { scope: "here" })).headers.location, "/logout");
		assert.equal(browser.cookies.has(SESSION), false);
		assert.match((await browser.get("/logout")).body, /You are signed out/);
		assert.equal((await thief.get("/api/v0/me")).statusCode, 401);
	});

	it("ends every session of a deleted user at once", async () => {
		const temporary = await member("gone@example.com");
		const browser = platform.browser();
		await browser.post("/login", { email: "gone@example.com", password: temporary });
		await browser.post("/login/new-password", { password: "my own password" });
		const { id } = (await browser.get("/api/v0/me")).json<{ id: string }>();
		const admin = await platform.signedIn(SITE_ADMIN.email, SITE_ADMIN.password);
		assert.equal((await admin.send("DELETE", `/api/v0/users/${id}`)).statusCode, 204);
		assert.equal((await browser.get("/api/v0/me")).statusCode, 401);
	});
});

describe("signing in where built-in authentication is disabled and the provider is down", () => {
	let platform: InjectedPlatform;
	let temporary: string;
	before(async () => {
		platform = await injectPlatform();
		const admin = await platform.signedIn(SITE_ADMIN.email, SITE_ADMIN.password);
		const made = await admin.send("POST", "/api/v0/users", { name: "Ada", email: "ada@example.com", authType: "built-in" });
		temporary = made.json<{ temporaryPassword: string }>().temporaryPassword;
		await configure(platform.db, { disableBuiltIn: true });
	});
	after(() => platform.close());

	it("offers the provider and Admin Login, and says what is wrong and since when", async () => {
		const { statusCode, body } = await platform.browser().get("/login?next=/account");
		assert.equal(statusCode, 200);
		assert.match(body, /href="\/oidc\/login\?next=%2Faccount">OpenID Connect</);
		assert.match(body, /href="\/login\?admin=1&amp;next=%2Faccount">Admin Login</);
		assert.match(body, /The identity provider has not answered as it should since <time datetime="20/);
		assert.doesNotMatch(body, /type="password"/);
	});

	it("lets the site admin in", async () => {
		const browser = platform.browser();
		assert.match((await browser.get("/login?admin=1")).body, /type="password"/);
		assert.equal((await browser.post("/login", { ...SITE_ADMIN, admin: "1" })).statusCode, 303);
		assert.equal((await browser.get("/api/v0/me")).statusCode, 200);
	});

	it("tells a refused person an id, and administrators under it which rule refused and what to change", async () => {
		const refused = await platform.browser().post("/login", { email: "ada@example.com", password: temporary });
		const [, id = ""] = /Request id: <code>(req[\w-]+)<\/code>/.exec(refused.body) ?? [];
		const admin = await platform.signedIn(SITE_ADMIN.email, SITE_ADMIN.password);
		const eventOf = async (requestId: string) => {
			const answer = await admin.get(`/api/v0/audit?requestId=${requestId}`);
			return answer.json<{ items: { reason: string; detail: Record<string, string> }[] }>().items[0];
		};
		const event = await eventOf(id);
		const { rule, side, advice = "" } = event?.detail ?? {};
		assert.deepEqual([event?.reason, rule, side], ["built_in_disabled", "built-in-disabled", "platform"]);
		assert.match(advice, /Auth Type OpenID Connect/);

		const wrong = await platform.browser().post("/login", { email: "ada@example.com", password: "a guess" });
		const [, second = ""] = /Request id: <code>(req[\w-]+)<\/code>/.exec(wrong.body) ?? [];
		assert.deepEqual((await eventOf(second))?.detail, { method: "built-in", rule: "credentials_refused" });
		assert.doesNotMatch((await platform.browser().get("/login")).body, /Request id/);
	});

	it("lets no member in, not even with the right password", async () => {
		const browser = platform.browser();
		for (const admin of [{}, { admin: "1" }]) {
			const answer = await browser.post("/login", { email: "ada@example.com", password: temporary, ...admin });
			assert.equal(answer.statusCode, 403);
			assert.equal(browser.cookies.has(SESSION), false);
		}
	});
});

describe("closing a way in for those who are in already", () => {
	let platform: InjectedPlatform;
	let admin: Browser;
	before(async () => {
		platform = await injectPlatform();
		admin = await platform.signedIn(SITE_ADMIN.email, SITE_ADMIN.password);
	});
	after(() => platform.close());

	const PASSWORD = "my own password";
	/** Somebody with a session and a key: what each opens. */
	const enter = async (name: string, roles: readonly string[] = []) => {
		const email = `${name}@example.com`;
		const made = await admin.send("POST", "/api/v0/users", { name, email, authType: "built-in" });
		const { user, temporaryPassword } = made.json<{ user: { id: string }; temporaryPassword: string }>();
		const browser = await platform.signedIn(email, temporaryPassword);
		await browser.post("/login/new-password", { password: PASSWORD });
		if (roles.length > 0) await admin.send("PATCH", `/api/v0/users/${user.id}`, { roles });
		const { key } = (await browser.send("POST", "/api/v0/me/api-keys", { name: "tool", days: 7 })).json<{ key: string }>();
		const opens = async () => {
			const withKey = await platform.app.inject({ url: "/api/v0/me", headers: { authorization: `Bearer ${key}` } });
			return [(await browser.get("/api/v0/me")).statusCode, withKey.statusCode];
		};
		return { id: user.id, email, browser, opens };
	};

	it("the built-in one: sessions and keys open nothing until it is open again; those who run the site stay", async () => {
		const [member, manager] = [await enter("member"), await enter("manager", ["site-manager"])];
		await configure(platform.db, {});
		assert.deepEqual(await member.opens(), [200, 200], "beside the provider, passwords go on");
		await configure(platform.db, { disableBuiltIn: true });
		assert.deepEqual(await member.opens(), [401, 401]);
		assert.equal((await member.browser.get("/account")).headers.location, "/login?next=%2Faccount");
		assert.deepEqual([await manager.opens(), (await admin.get("/api/v0/me")).statusCode], [[200, 200], 200]);
		await configure(platform.db, {});
		assert.deepEqual(await member.opens(), [200, 200]);
	});

	it("the provider's: sessions and keys of its people open nothing while passwords are the only way in", async () => {
		const { id, opens } = await enter("carol");
		await platform.db.updateTable("users").set({ auth_type: "openid-connect" }).where("id", "=", id).execute();
		await platform.db
			.updateTable("sessions")
			.set({ method: "openid-connect" } as never)
			.where("user_id", "=", id)
			.execute();
		await configure(platform.db, {});
		assert.deepEqual(await opens(), [200, 200]);
		await configure(platform.db, { method: "built-in" });
		assert.deepEqual(await opens(), [401, 401]);
	});
});

describe("what the sign-in page says to those who were here before", () => {
	let platform: InjectedPlatform;
	before(async () => {
		platform = await injectPlatform();
	});
	after(() => platform.close());

	for (const [reason, words] of [
		["signed-out", /You are signed out\./],
		["expired", /signed in for as long as is allowed/],
		["idle", /nothing happened for a while/],
		["ended-by-person", /from another place/],
		["ended-by-administrator", /An administrator ended your session/],
		["password-changed", /password was changed/],
		["account-changed", /account was changed/],
		["provider-signed-out", /signed out at the identity provider/],
		["refresh-refused", /did not renew/],
		["tokens-expired", /what the identity provider gave/],
	] as const) {
		it(`why somebody is here again: ${reason}`, async () => {
			const browser = await platform.signedIn(SITE_ADMIN.email, SITE_ADMIN.password);
			await platform.db.updateTable("sessions").set({ ended: now(), end_reason: reason }).execute();
			assert.match((await browser.get("/login")).body, words);
			assert.doesNotMatch((await platform.browser().get("/login")).body, words, "strangers are told nothing");
		});
	}

	it("that an answer from the provider belongs to no sign-out of this browser, and nothing without one", () => {
		assert.equal(noticeOf(undefined, undefined), undefined);
		assert.match(noticeOf("foreign", "idle") ?? "", /does not belong to a sign-out that began in this browser/);
		assert.equal(noticeOf("answered", "idle"), "You are signed out.");
	});
});
