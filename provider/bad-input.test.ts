import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { type IncomingHttpHeaders, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { sql } from "kysely";
import { instant } from "#common/db/columns.ts";
import { openDatabase } from "#common/db/database.ts";
import { writeCursor } from "#common/web/paging.ts";
import { createAgent } from "#tests/harness/agent.ts";
import { engines, ownDatabase } from "#tests/harness/databases.ts";
import {
	ADMINISTRATOR,
	addPerson,
	registerApplication,
	signedInAgent,
	startProvider,
	type TestApplication,
	type TestProvider,
} from "#tests/harness/provider.ts";
import { createRelyingParty, type RelyingParty } from "#tests/harness/relying-party.ts";
import type { Db, Tables } from "./database.ts";
import { migrations } from "./migrations/index.ts";

const BIG = "x".repeat(2_000_000);
const FORM = "application/x-www-form-urlencoded";
const REDIRECT = "http://localhost:9/callback";
const PERSON = "firstName=Ada&lastName=Tester&email=ada%40example.com&password=long+enough";

interface Sent {
	readonly body?: string;
	readonly headers?: Readonly<Record<string, string>>;
}

interface Answer {
	readonly status: number;
	readonly headers: IncomingHttpHeaders;
	readonly text: string;
}

/** One request as it is: nothing about the path is tidied up on the way. A form from our own origin unless `headers` say otherwise. */
const send = (url: string, method: string, path: string, { body, headers = {} }: Sent = {}): Promise<Answer> =>
	new Promise((resolve, reject) => {
		const { hostname, port, origin } = new URL(url);
		const form = body === undefined ? {} : { "content-type": FORM, "content-length": String(Buffer.byteLength(body)) };
		const sent = request({ hostname, port, method, path, agent: false, headers: { origin, ...form, ...headers } }, (response) => {
			const chunks: Buffer[] = [];
			response.on("data", (chunk: Buffer) => chunks.push(chunk));
			response.on("end", () => {
				const text = Buffer.concat(chunks).toString("utf8");
				resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
			});
			response.on("error", reject);
			// A body that is too large is refused before it has been sent.
			sent.off("error", reject).on("error", () => undefined);
		});
		sent.on("error", reject);
		sent.end(body);
	});

/** What, how, its status, and what the answer says: an OAuth code for the protocol, any text for a page. */
type Case = readonly [what: string, method: string, path: string, sent: Sent, status: number, says?: string | RegExp];

const HTML: Sent = { headers: { accept: "text/html" } };

const forms: readonly Case[] = [
	["no fields", "POST", "/login", { body: "" }, 400],
	["no body", "POST", "/login", {}, 400],
	["no password", "POST", "/login", { body: "login=ada" }, 400, /password/],
	["an unknown field", "POST", "/login", { body: "login=ada&password=x&role=root" }, 400, /role.*not known/],
	["a field twice", "POST", "/login", { body: "login=ada&login=eve&password=x" }, 400, /login/],
	["two places to go", "GET", "/login?next=/&next=/admin", {}, 400, /next/],
	["a login of 321 characters", "POST", "/login", { body: `login=${"x".repeat(321)}&password=x` }, 400],
	["a password of 1001 characters", "POST", "/login", { body: `login=x&password=${"x".repeat(1001)}` }, 400],
	["a NUL", "POST", "/login", { body: "login=a%00b&password=x" }, 400, /not valid text/],
	["a NUL in the query", "GET", "/login?next=%00", {}, 400, /not valid text/],
	["what is no UTF-8", "POST", "/login", { body: "login=%ff%fe&password=%ed%a0%80" }, 401],
	["2 MB", "POST", "/login", { body: `login=x&password=${BIG}` }, 413],
	["XML", "POST", "/login", { body: "<login/>", headers: { "content-type": "application/xml" } }, 415],
	["a form with files", "POST", "/login", { body: "--x", headers: { "content-type": "multipart/form-data; boundary=x" } }, 415],
	["JSON that is none", "POST", "/login", { body: "{", headers: { "content-type": "application/json" } }, 400],
	[
		"JSON of the wrong types",
		"POST",
		"/login",
		{ body: '{"login":1,"password":[]}', headers: { "content-type": "application/json" } },
		400,
	],
	["a foreign origin", "POST", "/login", { body: "login=a&password=b", headers: { origin: "https://evil.example" } }, 403],
	["the origin null", "POST", "/login", { body: "login=a&password=b", headers: { origin: "null" } }, 403],
	["the origin null at sign-out", "POST", "/logout", { body: "", headers: { origin: "null" } }, 403],
	["an application's sign-in that never began", "GET", "/login/made-up", {}, 400, /started too long ago/],
	["a password for it", "POST", "/login/made-up", { body: "login=a&password=b" }, 400, /started too long ago/],
	["a refusal of it", "POST", "/login/made-up/refuse", {}, 400, /started too long ago/],
	["a fresh start of it", "POST", "/login/made-up/restart", {}, 400, /started too long ago/],
	["a refusal from elsewhere", "POST", "/login/made-up/refuse", { headers: { origin: "https://evil.example" } }, 403],
	["a sign-in whose name is too long", "GET", `/login/${"x".repeat(101)}`, {}, 400],
	[
		"a forged interaction cookie",
		"GET",
		"/login/x",
		{ headers: { cookie: "signet_provider_interaction=x" } },
		400,
		/started too long ago/,
	],
	["a session cookie of 8 KB", "GET", "/", { headers: { cookie: `signet_provider_session=${"x".repeat(8_000)}` } }, 303],
	["a made-up activation link", "GET", "/activate/made-up", {}, 410, /used or has expired/],
	["a password for it", "POST", "/activate/made-up", { body: "password=long+enough" }, 410],
	["an unknown field there", "POST", "/activate/made-up", { body: "password=long+enough&id=1" }, 400, /id.*not known/],
	["an activation link that is no text", "GET", "/activate/%ff", {}, 400],
	["an activation link with a NUL", "GET", "/activate/a%00", {}, 400, /not valid text/],
	["an activation link that is too long", "GET", `/activate/${"x".repeat(101)}`, {}, 400],
	["a made-up set-up link", "GET", "/setup/made-up", {}, 410, /used or has expired/],
	["a form for it", "POST", "/setup/made-up", { body: PERSON }, 410],
	["a set-up form with a role", "POST", "/setup/made-up", { body: `${PERSON}&role=root` }, 400, /role.*not known/],
	["a path that climbs", "GET", "/login/../../etc/passwd", {}, 404],
	["a path that climbs in disguise", "GET", "/console-assets/%2e%2e%2f%2e%2e%2fapp.ts", {}, 404],
	["two slashes", "GET", "//login", {}, 404],
	["an encoded slash", "GET", "/login%2f..%2fadmin", {}, 404],
	["a path that is not there", "GET", "/wp-login.php", {}, 404],
	["PUT", "PUT", "/login", {}, 404],
	["OPTIONS", "OPTIONS", "/login", {}, 404],
	["DELETE", "DELETE", "/logout", {}, 404],
];

const OAUTH = "/oauth2/v1";
const CLIENT = "CLIENT";
const json: Sent["headers"] = { "content-type": "application/json" };
const basic = (id: string, secret: string) => ({ authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString("base64")}` });

const protocol: readonly Case[] = [
	["no parameters", "GET", `${OAUTH}/authorize`, {}, 400, /client_id/],
	["an unknown application", "GET", `${OAUTH}/authorize?client_id=made-up`, {}, 400, /deactivated/],
	["a NUL for an application", "GET", `${OAUTH}/authorize?client_id=%00`, {}, 400, "invalid_request"],
	["an application twice", "GET", `${OAUTH}/authorize?client_id=a&client_id=b`, {}, 400, /client_id/],
	["an application that is no UTF-8", "GET", `${OAUTH}/authorize?client_id=%ff`, {}, 400, /deactivated/],
	["no redirect URI", "GET", `${OAUTH}/authorize?client_id=${CLIENT}&response_type=code`, {}, 400, /redirect_uri/],
	["2 MB to authorize", "POST", `${OAUTH}/authorize`, { body: `client_id=${BIG}` }, 413, "invalid_request"],
	["a form to authorize", "POST", `${OAUTH}/authorize`, { body: "client_id=x" }, 404, "invalid_request"],
	["a made-up resumption", "GET", `${OAUTH}/authorize/made-up`, {}, 400, /expired/],
	["a token request without anything", "POST", `${OAUTH}/token`, { body: "" }, 400, "invalid_request"],
	[
		"a token request by nobody",
		"POST",
		`${OAUTH}/token`,
		{ body: "grant_type=authorization_code&code=x" },
		400,
		"invalid_request",
	],
	[
		"an unknown client",
		"POST",
		`${OAUTH}/token`,
		{ body: "grant_type=client_credentials", headers: basic("x", "y") },
		401,
		"invalid_client",
	],
	[
		"a NUL for a client, in the form",
		"POST",
		`${OAUTH}/token`,
		{ body: "grant_type=x&client_id=%00&client_secret=x" },
		401,
		"invalid_client",
	],
	[
		"a header that is no Basic",
		"POST",
		`${OAUTH}/token`,
		{ body: "grant_type=x", headers: { authorization: "Basic !!!" } },
		400,
		"invalid_request",
	],
	["2 MB for a token", "POST", `${OAUTH}/token`, { body: `grant_type=${BIG}` }, 413, "invalid_request"],
	["JSON for a token", "POST", `${OAUTH}/token`, { body: "{}", headers: json }, 400, "invalid_request"],
	[
		"XML for a token",
		"POST",
		`${OAUTH}/token`,
		{ body: "<a/>", headers: { "content-type": "text/xml" } },
		400,
		"invalid_request",
	],
	["userinfo without a token", "GET", `${OAUTH}/userinfo`, {}, 401, "invalid_token"],
	["userinfo with a made-up token", "GET", `${OAUTH}/userinfo`, { headers: { authorization: "Bearer x" } }, 401, "invalid_token"],
	["userinfo with a token twice", "POST", `${OAUTH}/userinfo`, { body: "access_token=a&access_token=b" }, 400, "invalid_request"],
	[
		"userinfo with two kinds of token",
		"POST",
		`${OAUTH}/userinfo`,
		{ body: "access_token=a", headers: { authorization: "Bearer x" } },
		400,
		"invalid_request",
	],
	["introspection by nobody", "POST", `${OAUTH}/introspect`, { body: "token=x" }, 400, "invalid_request"],
	[
		"introspection by a stranger",
		"POST",
		`${OAUTH}/introspect`,
		{ body: "token=x", headers: basic("x", "y") },
		401,
		"invalid_client",
	],
	["2 MB to introspect", "POST", `${OAUTH}/introspect`, { body: `token=${BIG}` }, 413, "invalid_request"],
	["revocation by nobody", "POST", `${OAUTH}/revoke`, { body: "token=x" }, 400, "invalid_request"],
	["revocation by a stranger", "POST", `${OAUTH}/revoke`, { body: "token=x", headers: basic("x", "y") }, 401, "invalid_client"],
	["a pushed request by nobody", "POST", `${OAUTH}/par`, { body: "response_type=code" }, 400, "invalid_request"],
	[
		"a pushed request by a stranger",
		"POST",
		`${OAUTH}/par`,
		{ body: "response_type=code", headers: basic("x", "y") },
		401,
		"invalid_client",
	],
	["a sign-out with a made-up ID token", "GET", `${OAUTH}/logout?id_token_hint=x.y.z`, {}, 400, "invalid_request"],
	[
		"a sign-out to elsewhere",
		"GET",
		`${OAUTH}/logout?client_id=${CLIENT}&post_logout_redirect_uri=https://evil.example`,
		{},
		400,
		"invalid_request",
	],
	["a sign-out by a stranger", "GET", `${OAUTH}/logout?client_id=made-up`, {}, 400, "invalid_client"],
	[
		"a confirmed sign-out that never began",
		"POST",
		`${OAUTH}/logout/confirm`,
		{ body: "logout=yes&xsrf=x" },
		400,
		"invalid_request",
	],
	["an endpoint that is not there", "GET", `${OAUTH}/made-up`, {}, 404, "invalid_request"],
	["an endpoint that climbs", "GET", `${OAUTH}/../../admin`, {}, 404],
	["two slashes", "GET", `${OAUTH}//token`, {}, 404, "invalid_request"],
	["an encoded slash", "GET", "/oauth2%2fv1%2ftoken", {}, 404],
	["a path that is no text", "GET", `${OAUTH}/%ff`, {}, 400, "invalid_request"],
	["GET for a token", "GET", `${OAUTH}/token`, {}, 404, "invalid_request"],
	["PUT for a token", "PUT", `${OAUTH}/token`, {}, 404, "invalid_request"],
	["DELETE of the keys", "DELETE", `${OAUTH}/keys`, {}, 404, "invalid_request"],
	["POST to discovery", "POST", "/.well-known/openid-configuration", { body: "" }, 404],
	["an error to a person", "GET", `${OAUTH}/authorize?client_id=made-up`, HTML, 400, /deactivated/],
];

const postgres = engines.some(({ name }) => name === "PostgreSQL");
for (const engine of postgres ? (["SQLite", "PostgreSQL"] as const) : (["SQLite"] as const)) {
	describe(`bad input at the provider's pages and protocol, on ${engine}`, () => {
		const dataDir = mkdtempSync(join(tmpdir(), "signet-bad-input-"));
		let provider: TestProvider;
		let db: Db;
		let application: TestApplication;
		let relyingParty: RelyingParty;

		before(async () => {
			const place = engine === "SQLite" ? { dataDir } : { dataDir, databaseUrl: await ownDatabase() };
			provider = await startProvider(place);
			db = await openDatabase<Tables>(place, "provider", migrations);
			application = await registerApplication(provider, "Wiki", { redirectUris: [REDIRECT] });
			relyingParty = await createRelyingParty(provider.url, application, REDIRECT);
		});
		after(async () => {
			await db.destroy();
			await provider.stop();
			rmSync(dataDir, { recursive: true, force: true });
		});

		/** Every row there is, but for the log. */
		const rows = async (): Promise<string> => {
			const tables = [
				"users",
				"activation_links",
				"admin_roles",
				"setup_links",
				"groups",
				"group_members",
				"applications",
			] as const;
			const more = ["application_secrets", "application_users", "application_groups", "sessions", "engine_records"] as const;
			const all = await Promise.all([...tables, ...more].map((name) => db.selectFrom(name).selectAll().execute()));
			return JSON.stringify(all);
		};

		/** Refused, in our words, under our headers, and no row is other than before. */
		const refused = async ([, method, path, sent, status, says]: Case) => {
			const before = await rows();
			const { headers, text, ...answer } = await send(provider.url, method, path.replace(CLIENT, application.clientId), sent);
			assert.equal(answer.status, status, text.slice(0, 500));
			assert.doesNotMatch(text, /node_modules|\.ts:\d|\n\s+at /);
			assert.equal(headers["x-content-type-options"], "nosniff");
			assert.equal(headers["x-frame-options"], "DENY");
			assert.match(String(headers["content-security-policy"]), /default-src 'none'.*frame-ancestors 'none'/);
			assert.match(String(headers["x-request-id"]), /^req/);
			assert.equal(headers["cache-control"], "no-store");
			if (typeof says === "string") assert.equal((JSON.parse(text) as { error: string }).error, says, text);
			else if (says) assert.match(text, says);
			assert.equal(await rows(), before);
		};
		for (const one of forms) it(`pages refuse ${one[0]} (${one[1]} ${one[2].slice(0, 40)})`, () => refused(one));
		for (const one of protocol) it(`the protocol refuses ${one[0]} (${one[1]} ${one[2].slice(0, 40)})`, () => refused(one));

		it("HEAD says what GET would, and nothing else", async () => {
			for (const [path, status] of [
				["/login", 200],
				["/activate/made-up", 410],
				["/setup/made-up", 410],
				[`${OAUTH}/authorize`, 400],
			] as const) {
				const answer = await send(provider.url, "HEAD", path);
				assert.deepEqual([answer.status, answer.text], [status, ""], path);
			}
		});

		it("headers of 64 KB are refused without a word about the inside", async () => {
			for (const path of ["/login", `${OAUTH}/authorize`]) {
				const { status, text } = await send(provider.url, "GET", path, { headers: { cookie: "x".repeat(65_536) } });
				assert.equal(status, 431);
				assert.doesNotMatch(text, /node_modules|\n\s+at /);
			}
		});

		it("a code is good once, and used twice it takes its tokens along", async () => {
			const ada = await addPerson(provider, "Ada", [application.clientId]);
			const code = (await relyingParty.signIn(ada)).searchParams.get("code") ?? "";
			const { access_token: token } = JSON.parse((await relyingParty.exchange(code)).text) as { access_token: string };
			const userinfo = () =>
				createAgent().open(`${provider.url}${OAUTH}/userinfo`, { headers: { authorization: `Bearer ${token}` } });
			assert.equal((await userinfo()).status, 200);
			const again = await relyingParty.exchange(code);
			assert.deepEqual([again.status, (JSON.parse(again.text) as { error: string }).error], [400, "invalid_grant"]);
			assert.equal((await userinfo()).status, 401);
		});

		it("a spent activation link, and one that has expired, give nobody a password", async () => {
			const { id } = await provider.api<{ id: string }>("POST", "/api/v1/users?activate=false", {
				profile: { firstName: "Eve", lastName: "Tester", email: "eve@example.com", login: "eve@example.com" },
			});
			const lifecycle = `/api/v1/users/${id}/lifecycle`;
			const made = await provider.api<{ activationToken: string }>("POST", `${lifecycle}/activate?sendEmail=false`);
			const spent = `/activate/${made.activationToken}`;
			assert.equal((await send(provider.url, "POST", spent, { body: "password=long+enough" })).status, 303);
			const { resetPasswordUrl } = await provider.api<{ resetPasswordUrl: string }>(
				"POST",
				`${lifecycle}/reset_password?sendEmail=false`,
			);
			await sql`update activation_links set expires = ${instant(new Date(0))}`.execute(db);
			for (const path of [spent, new URL(resetPasswordUrl).pathname]) {
				await refused(["a dead link", "GET", path, {}, 410, /used or has expired/]);
				await refused(["a dead link", "POST", path, { body: "password=another+password" }, 410, /used or has expired/]);
			}
		});

		it("a set-up link that has expired, or was spent, makes no administrator", async () => {
			for (const dead of ["expired", "spent"]) {
				const folder = mkdtempSync(join(tmpdir(), "signet-set-up-"));
				const empty = await startProvider({ administrator: false, dataDir: folder });
				const its = await openDatabase<Tables>({ dataDir: folder }, "provider", migrations);
				try {
					const path = new URL(empty.setupLink ?? "").pathname;
					assert.equal((await send(empty.url, "GET", path)).status, 200);
					assert.equal((await send(empty.url, "POST", path, { body: PERSON.replace("%40", "") })).status, 400);
					if (dead === "spent") assert.equal((await send(empty.url, "POST", path, { body: PERSON })).status, 303);
					else await sql`update setup_links set expires = ${instant(new Date(0))}`.execute(its);
					const people = () => its.selectFrom("users").select("id").execute();
					const before = await people();
					assert.equal((await send(empty.url, "GET", path)).status, 410);
					assert.equal((await send(empty.url, "POST", path, { body: PERSON.replace("ada", "eve") })).status, 410);
					assert.deepEqual(await people(), before);
				} finally {
					await its.destroy();
					await empty.stop();
					rmSync(folder, { recursive: true, force: true });
				}
			}
		});

		it("ten thousand unknown fields are refused in a few words", async () => {
			const body = `login=a&password=b&${Array.from({ length: 10_000 }, (_, at) => `x${at}`).join("&")}`;
			const { status, text } = await send(provider.url, "POST", "/login", { body });
			assert.equal(status, 400);
			assert.ok(text.length < 10_000, `${text.length}`);
		});

		it("a password typed as a username is in no log", async () => {
			await send(provider.url, "POST", "/login", { body: "login=my+secret+password&password=x" });
			await send(provider.url, "POST", "/login", { body: "login=ADMIN%40example.com&password=x" });
			const log = JSON.stringify(await db.selectFrom("system_log").selectAll().execute());
			assert.doesNotMatch(log, /my secret password/);
			assert.match(log, /"login\\?":\\?"admin@example\.com/);
		});

		it("answers with secrets are kept by no cache, and what has a version is", async () => {
			const agent = await signedInAgent(provider.url, ADMINISTRATOR);
			const cached = async (path: string) => (await agent.open(`${provider.url}${path}`)).headers.get("cache-control");
			const { clientId } = application;
			for (const path of [`/api/v1/apps/${clientId}/credentials/secrets`, "/api/v1/users", "/login", "/api/v1/internal/me"]) {
				assert.equal(await cached(path), "no-store", path);
			}
			const style = /\/pages\/[^"]+\.css/.exec((await send(provider.url, "GET", "/login")).text)?.[0] ?? "";
			assert.match((await cached(style)) ?? "", /immutable/);
		});

		it("cursors that cannot be compared are refused by every list", async () => {
			const agent = await signedInAgent(provider.url, ADMINISTRATOR);
			for (const [list, cursor] of [
				["users", ["\0", "x"]],
				["groups", ["\0"]],
				["apps", ["apps", "\0", "x"]],
				["logs", ["logs", "\0", "x"]],
			] as const) {
				const page = await agent.open(`${provider.url}/api/v1/${list}?after=${writeCursor(...cursor)}`);
				assert.equal(page.status, 400, list);
			}
		});

		it("somebody else's applications are refused to a person, and the refusal is in the log", async () => {
			const grace = await addPerson(provider, "Grace");
			const admin = await provider.api<{ id: string }>("GET", "/api/v1/users/me");
			const agent = await signedInAgent(provider.url, grace);
			for (const path of [`/api/v1/users/${admin.id}/appLinks`, `/api/v1/users/${admin.id}`, "/api/v1/apps"]) {
				const page = await agent.open(`${provider.url}${path}`);
				assert.equal(page.status, 403, path);
				const { errorId } = JSON.parse(page.text) as { errorId: string };
				const event = db.selectFrom("system_log").select(["event_type", "actor_id"]).where("request_id", "=", errorId);
				const left = (await event.execute()).map((row) => [row.event_type, row.actor_id]);
				assert.deepEqual(left, [["security.request.denied", grace.id]], path);
			}
		});

		it("no form sends a browser elsewhere, whatever it says", async () => {
			for (const next of [
				"//evil.example",
				"/\\evil.example",
				"https://evil.example",
				"/.//evil.example",
				"javascript:alert(1)",
				"/%09/evil.example\t",
			]) {
				const body = new URLSearchParams({ login: "admin@example.com", password: "correct horse battery", next }).toString();
				const { status, headers } = await send(provider.url, "POST", "/login", { body });
				assert.deepEqual([status, headers.location], [303, "/"], next);
			}
		});

		it("a session cookie that somebody planted is not the one that a sign-in leaves", async () => {
			const agent = createAgent();
			const planted = "planted-by-somebody-else";
			const page = await agent.open(relyingParty.authorizeUrl(), { headers: { cookie: `signet_provider_session=${planted}` } });
			assert.equal(page.status, 200);
			assert.notEqual(agent.cookie("signet_provider_session"), planted);
			const { headers } = await send(provider.url, "POST", "/login", {
				body: "login=admin%40example.com&password=correct+horse+battery",
				headers: { cookie: `signet_provider_session=${planted}` },
			});
			assert.doesNotMatch(String(headers["set-cookie"]), new RegExp(planted));
		});
	});
}
