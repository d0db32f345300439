import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { engines } from "#tests/harness/databases.ts";
import type { Db } from "../../database.ts";
import { group, open, PROVIDER, person, REDIRECT, serve, webApp } from "./applications.harness.ts";

const APPS = "/api/v1/apps";
const client = (settings: Record<string, unknown>) => webApp("Wiki", settings);

/** All that an application is made of, to see that a refused request changed nothing. */
const everything = async (db: Db): Promise<string> => {
	const tables = ["applications", "application_secrets", "application_logos", "application_users", "application_groups"] as const;
	return JSON.stringify(await Promise.all(tables.map((table) => db.selectFrom(table).selectAll().execute())));
};

for (const engine of engines) {
	describe(`the Apps API on ${engine.name}`, () => {
		it("registers, shows, replaces, switches off and deletes", async (t) => {
			const db = await open(engine, t);
			const { call, ended } = await serve(db, t);
			const made = await call(
				"POST",
				APPS,
				webApp("Wiki", { grant_types: ["authorization_code", "refresh_token"], post_logout_redirect_uris: [REDIRECT] }),
			);
			assert.equal(made.statusCode, 200, made.body);
			const app = made.json();
			assert.equal(app.credentials.oauthClient.client_id, app.id);
			assert.match(app.credentials.oauthClient.client_secret, /^[\w-]{64}$/);
			assert.equal(app.credentials.oauthClient.token_endpoint_auth_method, "client_secret_basic");
			assert.deepEqual(app.settings.oauthClient.response_types, ["code"]);

			const shown = (await call("GET", `${APPS}/${app.id}`)).json();
			assert.ok(!("client_secret" in shown.credentials.oauthClient));
			assert.deepEqual({ ...app, credentials: null }, { ...shown, credentials: null });

			// What was read may be sent back as it is.
			shown.label = "Knowledge";
			shown.settings.oauthClient.redirect_uris = [`${REDIRECT}/`];
			const replaced = await call("PUT", `${APPS}/${app.id}`, shown);
			assert.equal(replaced.statusCode, 200, replaced.body);
			assert.equal(replaced.json().label, "Knowledge");
			assert.deepEqual(replaced.json().settings.oauthClient.redirect_uris, [`${REDIRECT}/`]);
			assert.equal(replaced.json().credentials.oauthClient.client_secret, app.credentials.oauthClient.client_secret);

			assert.equal((await call("DELETE", `${APPS}/${app.id}`)).json().errorCode, "E0000056");
			const off = await call("POST", `${APPS}/${app.id}/lifecycle/deactivate`);
			assert.equal(off.body, "{}");
			assert.deepEqual((await call("GET", `${APPS}?filter=${encodeURIComponent('status eq "INACTIVE"')}`)).json().length, 1);
			assert.deepEqual((await call("GET", "/api/v1/internal/counts")).json(), {
				applications: { ACTIVE: 0, INACTIVE: 1 },
				users: 0,
				groups: 0,
			});
			assert.equal((await call("DELETE", `${APPS}/${app.id}`)).statusCode, 204);
			assert.equal(
				(await call("GET", `${APPS}/${app.id}`)).json().errorSummary,
				`Not found: Resource not found: ${app.id} (AppInstance)`,
			);
			assert.deepEqual(ended, [{ applicationId: app.id }, { applicationId: app.id }]);
			const events = await db.selectFrom("system_log").select(["event_type", "result", "search_key"]).orderBy("id").execute();
			assert.deepEqual(
				events.map(({ event_type, result }) => `${event_type} ${result}`),
				["create SUCCESS", "update SUCCESS", "delete FAILURE", "deactivate SUCCESS", "delete SUCCESS"].map(
					(end) => `application.lifecycle.${end}`,
				),
			);
			assert.ok(events.every(({ search_key }) => search_key.includes(app.id.toLowerCase())));
		});

		it("shows secrets only where they are asked for, and writes none into the log", async (t) => {
			const db = await open(engine, t);
			const { call } = await serve(db, t);
			const { id } = (await call("POST", APPS, webApp())).json();
			const second = await call("POST", `${APPS}/${id}/credentials/secrets`);
			assert.equal(second.statusCode, 201, second.body);
			const third = await call("POST", `${APPS}/${id}/credentials/secrets`, {});
			assert.equal(third.statusCode, 400);
			assert.equal(third.json().errorSummary, "Api validation failed: OAuth2ClientSecretMediated");
			assert.match(third.json().errorCauses[0].errorSummary, /maximum number of client secrets/);
			const secrets = (await call("GET", `${APPS}/${id}/credentials/secrets`)).json();
			assert.equal(secrets.length, 2);
			const one = `${APPS}/${id}/credentials/secrets/${secrets[0].id}`;
			assert.equal((await call("DELETE", one)).statusCode, 400);
			assert.equal((await call("POST", `${one}/lifecycle/deactivate`)).json().status, "INACTIVE");
			assert.equal((await call("POST", `${one}/lifecycle/activate`)).json().status, "ACTIVE");
			assert.equal((await call("POST", `${one}/lifecycle/deactivate`)).json().status, "INACTIVE");
			assert.equal((await call("DELETE", one)).statusCode, 204);
			const lists = [await call("GET", APPS), await call("GET", `${APPS}/${id}`), third];
			const log = JSON.stringify(await db.selectFrom("system_log").selectAll().execute());
			for (const { client_secret: secret } of secrets) {
				assert.equal(secret.length, 64);
				for (const answer of lists) assert.ok(!answer.body.includes(secret));
				assert.ok(!log.includes(secret) && !log.includes(secret.toLowerCase()));
			}
		});

		it("is closed to strangers and to people without a role", async (t) => {
			const db = await open(engine, t);
			const { call } = await serve(db, t);
			const { id } = (await call("POST", APPS, webApp())).json();
			const before = await everything(db);
			const calls = [
				["GET", APPS],
				["POST", APPS, webApp("Evil")],
				["GET", `${APPS}/${id}`],
				["PUT", `${APPS}/${id}`, webApp("Evil")],
				["DELETE", `${APPS}/${id}`],
				["POST", `${APPS}/${id}/lifecycle/deactivate`],
				["GET", `${APPS}/${id}/credentials/secrets`],
				["POST", `${APPS}/${id}/credentials/secrets`],
				["POST", `${APPS}/${id}/logo`],
				["DELETE", `${APPS}/${id}/logo`],
				["GET", `${APPS}/${id}/users`],
				["POST", `${APPS}/${id}/users`, { id: "00uBob" }],
				["DELETE", `${APPS}/${id}/users/00uBob`],
				["GET", `${APPS}/${id}/groups`],
				["PUT", `${APPS}/${id}/groups/00gOps`],
				["GET", `/api/v1/internal/apps/${id}/settings/oauth/idToken`],
				["POST", `/api/v1/internal/apps/${id}/settings/oauth/idToken`, {}],
				["GET", "/api/v1/internal/counts"],
				["GET", "/api/v1/users/00uAda/appLinks"],
			] as const;
			for (const [method, path, body] of calls) {
				assert.equal((await call(method, path, body, "nobody")).json().errorCode, "E0000005", `${method} ${path}`);
				assert.equal((await call(method, path, body, "00uBob")).json().errorCode, "E0000006", `${method} ${path}`);
			}
			assert.equal(await everything(db), before);
			assert.equal((await call("GET", "/api/v1/users/me/appLinks", undefined, "nobody")).statusCode, 403);
		});

		it("refuses bad input with a clear fault and changes nothing", async (t) => {
			const db = await open(engine, t);
			const { app, call } = await serve(db, t);
			const { id } = (await call("POST", APPS, webApp("First"))).json();
			await call("POST", APPS, webApp("Second"));
			const before = await everything(db);
			const idToken = `/api/v1/internal/apps/${id}/settings/oauth/idToken`;
			const secrets = `${APPS}/${id}/credentials/secrets`;
			const cases: readonly (readonly ["GET" | "POST" | "PUT" | "DELETE", string, unknown, number, string, RegExp?])[] = [
				["POST", APPS, "{", 400, "E0000003"],
				["POST", APPS, "[]", 400, "E0000001"],
				["POST", APPS, "null", 400, "E0000001"],
				["POST", APPS, undefined, 400, "E0000001"],
				["POST", APPS, '{"__proto__":{"label":"x"}}', 400, "E0000003"],
				["POST", APPS, `{"label":"${"x".repeat(2_000_000)}"}`, 413, "E0000001"],
				["POST", APPS, `${'{"settings":'.repeat(100)}1${"}".repeat(100)}`, 400, "E0000001"],
				["POST", APPS, { ...webApp(), label: undefined }, 400, "E0000001", /label: is required/],
				["POST", APPS, { ...webApp(), label: 7 }, 400, "E0000001", /label/],
				["POST", APPS, { ...webApp(), label: null }, 400, "E0000001", /label/],
				["POST", APPS, webApp(""), 400, "E0000001", /label/],
				["POST", APPS, webApp("x".repeat(101)), 400, "E0000001", /label/],
				["POST", APPS, webApp("x".repeat(100_000)), 400, "E0000001", /label/],
				["POST", APPS, webApp("a\u0000b"), 400, "E0000001", /label/],
				["POST", APPS, webApp("Signet Plat\u200bform"), 400, "E0000001", /label: Use 1 to 100 visible characters/],
				["POST", APPS, webApp("Signet \u202emroftalP"), 400, "E0000001", /label/],
				["POST", APPS, webApp("\u2066Signet Platform\u2069"), 400, "E0000001", /label/],
				["POST", APPS, '{"label":"\\ud800"}', 400, "E0000001"],
				["POST", APPS, webApp("FIRST"), 400, "E0000040", /label/],
				["POST", APPS, { ...webApp(), signOnMode: "CARRIER_PIGEON" }, 400, "E0000001", /signOnMode/],
				["POST", APPS, { ...webApp(), name: "bookmark" }, 400, "E0000001", /name/],
				["POST", APPS, { ...webApp(), colour: "red" }, 400, "E0000001", /colour: is not known here/],
				["POST", APPS, { ...webApp(), settings: {} }, 400, "E0000001", /oauthClient: is required/],
				["POST", APPS, { ...webApp(), settings: "x" }, 400, "E0000001", /settings/],
				["POST", APPS, { ...webApp(), credentials: { oauthClient: { client_id: "mine" } } }, 400, "E0000001", /client_id/],
				[
					"POST",
					APPS,
					{ ...webApp(), credentials: { oauthClient: { client_secret: "thirteen-long" } } },
					400,
					"E0000001",
					/client_secret/,
				],
				[
					"POST",
					APPS,
					{ ...webApp(), credentials: { oauthClient: { token_endpoint_auth_method: "none", pkce_required: false } } },
					400,
					"E0000001",
					/pkce_required/,
				],
				[
					"POST",
					APPS,
					{ ...webApp(), credentials: { oauthClient: { token_endpoint_auth_method: "magic" } } },
					400,
					"E0000001",
					/token_endpoint_auth_method/,
				],
				["POST", APPS, client({ application_type: "toaster" }), 400, "E0000001", /application_type/],
				["POST", APPS, client({ redirect_uris: [] }), 400, "E0000001", /redirect_uris/],
				["POST", APPS, client({ redirect_uris: REDIRECT }), 400, "E0000001", /redirect_uris/],
				["POST", APPS, client({ redirect_uris: [7] }), 400, "E0000001", /redirect_uris\.0/],
				[
					"POST",
					APPS,
					client({ redirect_uris: [REDIRECT, "https://*.example.com"] }),
					400,
					"E0000001",
					/redirect_uris\.1: Wildcards/,
				],
				["POST", APPS, client({ redirect_uris: [`${REDIRECT}#x`] }), 400, "E0000001", /fragment/],
				[
					"POST",
					APPS,
					client({ post_logout_redirect_uris: ["javascript:alert(1)"] }),
					400,
					"E0000001",
					/post_logout_redirect_uris\.0/,
				],
				["POST", APPS, client({ initiate_login_uri: "javascript:alert(1)" }), 400, "E0000001", /initiate_login_uri/],
				["POST", APPS, client({ grant_types: ["password"] }), 400, "E0000001", /grant_types/],
				["POST", APPS, client({ grant_types: ["refresh_token"] }), 400, "E0000001", /grant_types/],
				["POST", APPS, client({ response_types: ["cookie"] }), 400, "E0000001", /response_types/],
				["POST", APPS, client({ wildcard_redirect: "EVERYTHING" }), 400, "E0000001", /wildcard_redirect/],
				["POST", APPS, client({ id_token_signed_response_alg: "none" }), 400, "E0000001", /id_token_signed_response_alg/],
				[
					"POST",
					APPS,
					client({ application_type: "service", grant_types: ["client_credentials"] }),
					400,
					"E0000001",
					/redirect_uris/,
				],
				["POST", `${APPS}?activate=perhaps`, webApp(), 400, "E0000001", /activate/],
				["PUT", `${APPS}/${id}`, webApp("Second"), 400, "E0000040", /label/],
				["PUT", `${APPS}/${id}`, webApp("First", { application_type: "browser" }), 400, "E0000001", /application_type: Never/],
				[
					"PUT",
					`${APPS}/${id}`,
					{ ...webApp("First"), credentials: { oauthClient: { client_id: "0oaOther" } } },
					400,
					"E0000001",
					/client_id/,
				],
				["PUT", `${APPS}/0oaNone`, webApp("Third"), 404, "E0000007"],
				["GET", `${APPS}/0oaNone`, undefined, 404, "E0000007"],
				["GET", `${APPS}/%00`, undefined, 400, "E0000001"],
				["GET", `${APPS}/..%2f..%2fetc%2fpasswd`, undefined, 404, "E0000007"],
				["GET", `${APPS}/${"x".repeat(150)}`, undefined, 400, "E0000001"],
				["GET", `${APPS}?limit=0`, undefined, 400, "E0000001", /limit/],
				["GET", `${APPS}?limit=201`, undefined, 400, "E0000001", /limit/],
				["GET", `${APPS}?limit=1e1`, undefined, 400, "E0000001", /limit/],
				["GET", `${APPS}?limit=1&limit=2`, undefined, 400, "E0000001", /limit/],
				["GET", `${APPS}?q=${"x".repeat(201)}`, undefined, 400, "E0000001", /q/],
				["GET", `${APPS}?q=%00`, undefined, 400, "E0000001"],
				["GET", `${APPS}?after=zzz`, undefined, 400, "E0000001", /after/],
				["GET", `${APPS}?filter=name+pr`, undefined, 400, "E0000031", /filter/],
				["POST", secrets, { client_secret: "thirteen-long" }, 400, "E0000001", /client_secret: Use 14 to 100/],
				["POST", secrets, { colour: "red" }, 400, "E0000001", /colour/],
				["POST", `${secrets}/ocsNone/lifecycle/deactivate`, undefined, 404, "E0000007"],
				["DELETE", `${secrets}/ocsNone`, undefined, 404, "E0000007"],
				["POST", `${APPS}/0oaNone/credentials/secrets`, undefined, 404, "E0000007"],
				["POST", `${APPS}/${id}/users`, {}, 400, "E0000001", /id: is required/],
				["POST", `${APPS}/${id}/users`, { id: "00uNone", scope: "GROUP" }, 400, "E0000001", /scope/],
				["POST", `${APPS}/${id}/users`, { id: "00uNone" }, 404, "E0000007"],
				["POST", `${APPS}/${id}/users`, { id: { $gt: "" } }, 400, "E0000001", /id/],
				["DELETE", `${APPS}/${id}/users/00uNone`, undefined, 404, "E0000007"],
				["PUT", `${APPS}/${id}/groups/00gNone`, undefined, 404, "E0000007"],
				["GET", `${APPS}/0oaNone/groups`, undefined, 404, "E0000007"],
				["GET", `${APPS}/${id}/users?after=zzz`, undefined, 400, "E0000001", /after/],
				["POST", idToken, { groupFilterType: "REGEX", value: "(" }, 400, "E0000001", /value/],
				["POST", idToken, { groupFilterType: "STARTS_WITH", value: "" }, 400, "E0000001", /value/],
				["POST", idToken, { groupFilterType: "GLOB", value: "x" }, 400, "E0000001", /groupFilterType/],
				["POST", idToken, { groupFilterType: "EQUALS", value: "x".repeat(257) }, 400, "E0000001", /value/],
				["POST", idToken, { signingAlgorithm: "HS256" }, 400, "E0000001", /signingAlgorithm/],
			];
			for (const [method, path, body, status, code, words] of cases) {
				const answer = await call(method, path, body);
				const what = `${method} ${path} ${JSON.stringify(body)?.slice(0, 200)}\n${answer.body.slice(0, 500)}`;
				assert.equal(answer.statusCode, status, what);
				assert.equal(answer.json().errorCode, code, what);
				if (words) assert.match(answer.body, words, what);
			}
			const foreign = await app.inject({
				method: "POST",
				url: `${APPS}/${id}/lifecycle/deactivate`,
				headers: { "x-test-actor": "admin", origin: "https://evil.example" },
			});
			assert.equal(foreign.statusCode, 403);
			assert.equal(await everything(db), before);
		});

		it("leads through a list page by page, and takes no cursor of another list", async (t) => {
			const db = await open(engine, t);
			const { call } = await serve(db, t);
			for (const label of ["A", "B", "C"]) await call("POST", APPS, webApp(label));
			const next = (answer: Awaited<ReturnType<typeof call>>) =>
				[answer.headers.link]
					.flat()
					.map((link) => /<(.+)>; rel="next"/.exec(String(link))?.[1])
					.find(Boolean);
			const first = await call("GET", `${APPS}?limit=2`);
			assert.deepEqual(
				first.json().map(({ label }: { label: string }) => label),
				["A", "B"],
			);
			const address = next(first) ?? "";
			assert.ok(address.startsWith(`${PROVIDER}${APPS}?limit=2&after=`), address);
			const second = await call("GET", address);
			assert.deepEqual(
				second.json().map(({ label }: { label: string }) => label),
				["C"],
			);
			assert.equal(next(second), undefined);

			const { id } = first.json()[0];
			for (const name of ["Ada", "Bob"]) {
				await person(db, `00u${name}`, name);
				await call("POST", `${APPS}/${id}/users`, { id: `00u${name}` });
			}
			const people = await call("GET", `${APPS}/${id}/users?limit=1&expand=user`);
			assert.equal(people.json()[0]._embedded.user.profile.login, "ada@example.com");
			const cursor = new URL(next(people) ?? "").searchParams.get("after");
			assert.equal((await call("GET", `${APPS}/${id}/users?after=${cursor}`)).json()[0].id, "00uBob");
			const { id: other } = second.json()[0];
			for (const list of [`${APPS}?`, `${APPS}/${id}/groups?`, `${APPS}/${other}/users?`, `${APPS}/${id}/users?q=b&`])
				assert.equal((await call("GET", `${list}after=${cursor}`)).statusCode, 400, list);
			assert.equal((await call("GET", `${address}&q=c`)).statusCode, 400);
			const forged = Buffer.from(JSON.stringify(["apps", "a\u0000", "b"])).toString("base64url");
			assert.equal((await call("GET", `${APPS}?after=${forged}`)).statusCode, 400);
		});

		it("assigns people and groups, finds them, and ends the access of whom it takes away", async (t) => {
			const db = await open(engine, t);
			const { call, ended } = await serve(db, t);
			const { id } = (await call("POST", APPS, webApp())).json();
			const ada = await person(db, "00uAda", "Ada Byron");
			const bob = await person(db, "00uBob", "Bob Berg");
			const ops = await group(db, "00gOps", "Ops", ada, bob);
			assert.equal(
				(await call("POST", `${APPS}/${id}/users`, { id: ada, scope: "USER" })).json().credentials.userName,
				"ada@example.com",
			);
			assert.equal((await call("PUT", `${APPS}/${id}/groups/${ops}`)).json().id, ops);
			assert.equal((await call("PUT", `${APPS}/${id}/groups/${ops}`, {})).statusCode, 200);
			for (const [q, count] of [
				["byr", 1],
				["ADA@", 1],
				["bob", 1],
				["yron", 0],
			] as const) {
				assert.equal((await call("GET", `${APPS}/${id}/users?q=${encodeURIComponent(q)}`)).json().length, count, q);
			}
			assert.equal((await call("GET", `${APPS}/${id}/groups?q=op&expand=group`)).json()[0]._embedded.group.profile.name, "Ops");
			const byName = async (q: string) => (await call("GET", `/api/v1/internal/apps/${id}/users?q=${q}`)).json();
			assert.deepEqual([(await byName("yron")).length, (await byName("bob")).length], [1, 0], "assigned by themselves");
			const links = await call("GET", "/api/v1/users/me/appLinks", undefined, bob);
			assert.deepEqual(
				links.json().map(({ label, linkUrl }: Record<string, string>) => `${label} ${linkUrl}`),
				["Wiki https://wiki.example.com/"],
			);
			assert.equal((await call("GET", `/api/v1/users/${bob}/appLinks`, undefined, bob)).json().length, 1);
			assert.equal((await call("GET", `/api/v1/users/${bob}/appLinks`)).json().length, 1);

			assert.equal((await call("DELETE", `${APPS}/${id}/users/${ada}`)).statusCode, 204);
			assert.equal(ended.length, 0, "still assigned through the group");
			assert.equal((await call("DELETE", `${APPS}/${id}/groups/${ops}`)).statusCode, 204);
			assert.deepEqual(
				ended.map(({ applicationId, userIds }) => [applicationId, userIds?.toSorted()]),
				[[id, [ada, bob].toSorted()]],
			);
			assert.deepEqual((await call("GET", "/api/v1/users/me/appLinks", undefined, bob)).json(), []);
		});

		it("keeps the ID token's settings apart from the rest", async (t) => {
			const db = await open(engine, t);
			const { call } = await serve(db, t);
			const { id } = (await call("POST", APPS, webApp())).json();
			const path = `/api/v1/internal/apps/${id}/settings/oauth/idToken`;
			const present = (await call("GET", path)).json();
			assert.deepEqual(
				[present.issuer, present.audience, present.groupFilterType, present.signingAlgorithm],
				[PROVIDER, id, "NONE", "RS256"],
			);
			const changed = await call("POST", path, { ...present, groupFilterType: "REGEX", value: ".*", signingAlgorithm: "EdDSA" });
			assert.equal(changed.statusCode, 200, changed.body);
			await call("PUT", `${APPS}/${id}`, webApp("Knowledge"));
			const later = (await call("GET", path)).json();
			assert.deepEqual([later.groupFilterType, later.value, later.signingAlgorithm], ["REGEX", ".*", "EdDSA"]);
			assert.equal((await call("POST", path, { groupFilterType: "NONE", value: "left over" })).json().value, "");
		});
	});
}
