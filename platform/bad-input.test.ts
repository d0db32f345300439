import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { type Browser, type InjectedPlatform, injectPlatform, SITE_ADMIN } from "#tests/harness/platform-inject.ts";

const BIG = "x".repeat(2_000_000);
const USER = { name: "Ada", email: "ada@example.com", authType: "built-in" };

describe("bad input at the platform", () => {
	let platform: InjectedPlatform;
	let admin: Browser;
	before(async () => {
		platform = await injectPlatform();
		admin = await platform.signedIn(SITE_ADMIN.email, SITE_ADMIN.password);
	});
	after(() => platform.close());

	/** Refused with this status and code, and no row is other than before. */
	const refused = async (status: number, code: string | undefined, call: () => ReturnType<Browser["get"]>) => {
		const rows = await platform.rows();
		const answer = await call();
		assert.equal(answer.statusCode, status, answer.body.slice(0, 500));
		if (code !== undefined) {
			assert.match(String(answer.headers["content-type"]), /^application\/problem\+json/);
			const body = answer.json<{ code: string; requestId: string }>();
			assert.equal(body.code, code);
			assert.equal(body.requestId, answer.headers["x-request-id"]);
		} else {
			assert.match(String(answer.headers["content-type"]), /^text\/html/);
			assert.ok(answer.body.includes(String(answer.headers["x-request-id"])));
		}
		assert.equal(await platform.rows(), rows);
	};

	const bodies: readonly [string, unknown, number, string][] = [
		["no name", { email: USER.email, authType: "built-in" }, 400, "invalid_request"],
		["a number for a name", { ...USER, name: 7 }, 400, "invalid_request"],
		["an unknown field", { ...USER, roles: ["site-admin"] }, 400, "invalid_request"],
		["an unknown Auth Type", { ...USER, authType: "ldap" }, 400, "invalid_request"],
		["a name that is too long", { ...USER, name: "x".repeat(101) }, 400, "invalid_request"],
		["an email that is none", { ...USER, email: "ada" }, 400, "invalid_request"],
		["half a character", { ...USER, name: "\ud800" }, 400, "invalid_request"],
		["a NUL", { ...USER, name: "a\0b" }, 400, "invalid_request"],
		["a prototype", JSON.parse('{"__proto__":{"x":1},"name":"a"}'), 400, "body_not_json"],
		["a list", [USER], 400, "invalid_request"],
		["a body of 2 MB", { ...USER, name: BIG }, 413, "body_too_large"],
		["the email of another user", { ...USER, email: "ADMIN@example.com" }, 409, "already_exists"],
	];
	for (const [what, body, status, code] of bodies) {
		it(`makes no user of ${what}`, () => refused(status, code, () => admin.send("POST", "/api/v0/users", body)));
	}

	const calls: readonly [string, number, string | undefined, () => ReturnType<Browser["get"]>][] = [
		["a limit of nothing", 400, "invalid_request", () => admin.get("/api/v0/users?limit=0")],
		["a limit of 201", 400, "invalid_request", () => admin.get("/api/v0/users?limit=201")],
		["a limit of words", 400, "invalid_request", () => admin.get("/api/v0/audit?limit=1e1")],
		["an unknown query", 400, "invalid_request", () => admin.get("/api/v0/audit?sort=x")],
		["the same query twice", 400, "invalid_request", () => admin.get("/api/v0/users?q=a&q=b")],
		["a search that is too long", 400, "invalid_request", () => admin.get(`/api/v0/users?q=${"x".repeat(201)}`)],
		["a user's name of seven words", 400, "invalid_request", () => admin.get("/api/v0/users?q=a+b+c+d+e+f+g")],
		["an actor of seven words", 400, "invalid_request", () => admin.get("/api/v0/audit?actor=a+b++c+d+e+f+g")],
		["a target of seven words", 400, "invalid_request", () => admin.get("/api/v0/audit?target=a+b+c+d+e+f+g")],
		["seven words to export", 400, "invalid_request", () => admin.get("/api/v0/audit/export?q=a+b+c+d+e+f+g")],
		["an unknown result", 400, "invalid_request", () => admin.get("/api/v0/audit?result=maybe")],
		["an empty change", 400, "invalid_request", () => admin.send("PATCH", "/api/v0/users/usr1", {})],
		["an unknown role", 400, "invalid_request", () => admin.send("PATCH", "/api/v0/users/usr1", { roles: ["root"] })],
		["a user who is not there", 404, "not_found", () => admin.send("PATCH", "/api/v0/users/usr1", { name: "x" })],
		["a user's id that is too long", 400, "invalid_request", () => admin.send("DELETE", `/api/v0/users/${"x".repeat(41)}`)],
		["a path that climbs", 404, undefined, () => admin.get("/api/v0/users/../../../etc/passwd")],
		["a path that climbs in disguise", 404, undefined, () => admin.get("/console-assets/%2e%2e%2f%2e%2e%2fapp.ts")],
		["a path that is no text", 400, undefined, () => admin.get("/setup/%ff")],
		["an address that is not there", 404, undefined, () => admin.get("/wp-login.php")],
		["a form that repeats a field", 400, undefined, () => admin.post("/logout?x", { scope: "everywhere at once" })],
		["an unknown field of a form", 400, undefined, () => platform.browser().post("/login", { ...SITE_ADMIN, role: "root" })],
		["no password", 400, undefined, () => platform.browser().post("/login", { email: SITE_ADMIN.email })],
		["a password of 2 MB", 413, undefined, () => platform.browser().post("/login", { email: "a@b", password: BIG })],
		["a made-up set-up link", 410, undefined, () => platform.browser().get("/setup/made-up")],
		[
			"a made-up set-up link with a form",
			410,
			undefined,
			() => platform.browser().post("/setup/made-up", { name: "x", email: "x@example.com", password: "long enough" }),
		],
	];
	for (const [what, status, code, call] of calls) it(`refuses ${what}`, () => refused(status, code, call));

	it("takes no XML for JSON, and no JSON that is none", async () => {
		await refused(415, "unsupported_media_type", () =>
			platform.app.inject({
				method: "POST",
				url: "/api/v0/users",
				headers: { "content-type": "application/xml", origin: "http://localhost:7080", cookie: cookieOf(admin) },
				payload: JSON.stringify(USER),
			}),
		);
		await refused(400, "body_not_json", () =>
			platform.app.inject({
				method: "POST",
				url: "/api/v0/users",
				headers: { "content-type": "application/json", origin: "http://localhost:7080", cookie: cookieOf(admin) },
				payload: "{",
			}),
		);
	});

	for (const origin of ["https://evil.example", "http://localhost:7081", "http://localhost", "null", "HTTP://LOCALHOST:7080"]) {
		it(`changes nothing for the origin ${origin}`, async () => {
			for (const url of ["/api/v0/users", "/logout", "/login"]) {
				const answer = await platform.app.inject({
					method: "POST",
					url,
					headers: { "content-type": "application/x-www-form-urlencoded", origin, cookie: cookieOf(admin) },
					payload: "",
				});
				assert.equal(answer.statusCode, 403);
			}
			assert.equal((await admin.get("/api/v0/me")).statusCode, 200);
		});
	}

	it("refuses everything that needs a session without one", async () => {
		const stranger = platform.browser();
		for (const path of ["/api/v0/me", "/api/v0/users", "/api/v0/audit", "/api/v0/authentication"]) {
			await refused(401, "not_signed_in", () => stranger.get(path));
		}
		await refused(401, "not_signed_in", () => stranger.send("POST", "/api/v0/users", USER));
		for (const path of ["/", "/account", "/manage/users", "/manage/admin/authentication"]) {
			assert.equal((await stranger.get(path)).headers.location, `/login?next=${encodeURIComponent(path)}`);
		}
	});

	it("gives members nothing, auditors the audit log and the settings to read, and writes down who was refused", async () => {
		const made = await admin.send("POST", "/api/v0/users", { ...USER, email: "auditor@example.com" });
		const { user, temporaryPassword } = made.json<{ user: { id: string }; temporaryPassword: string }>();
		const browser = platform.browser();
		await browser.post("/login", { email: "auditor@example.com", password: temporaryPassword });
		await browser.post("/login/new-password", { password: "my own password" });
		const all = ["/api/v0/users", "/api/v0/audit", "/api/v0/authentication"];
		for (const path of all) await refused(403, "forbidden", () => browser.get(path));
		await admin.send("PATCH", `/api/v0/users/${user.id}`, { roles: ["auditor"] });
		assert.equal((await browser.get("/api/v0/audit")).statusCode, 200);
		assert.equal((await browser.get("/api/v0/authentication")).statusCode, 200);
		await refused(403, "forbidden", () => browser.get("/api/v0/users"));
		await refused(403, "forbidden", () => browser.send("PUT", "/api/v0/authentication", { method: "built-in" }));
		const log = await admin.get("/api/v0/audit?action=request.denied");
		const [latest] = log.json<{ items: { actor: { id: string }; result: string }[] }>().items;
		assert.deepEqual([latest?.actor.id, latest?.result], [user.id, "denied"]);
	});

	it("writes no secret into the audit log", async () => {
		const made = await admin.send("POST", "/api/v0/users", { ...USER, email: "secret@example.com" });
		const { temporaryPassword } = made.json<{ temporaryPassword: string }>();
		const log = JSON.stringify(await platform.db.selectFrom("audit").selectAll().execute());
		assert.match(log, /secret@example\.com/);
		for (const secret of [temporaryPassword, SITE_ADMIN.password, "$argon2id", ...admin.cookies.values()]) {
			assert.equal(log.includes(secret), false);
		}
	});
});

const cookieOf = ({ cookies }: Browser): string => [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
