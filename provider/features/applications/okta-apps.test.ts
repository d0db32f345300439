import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { toJson } from "#common/db/columns.ts";
import { engines } from "#tests/harness/databases.ts";
import { group, open, PROVIDER, person, seal, serve, webApp } from "./applications.harness.ts";
import { findApplicationByClientId } from "./applications.ts";
import { findApplication } from "./registered.ts";
import { createApplication } from "./registration.ts";
import { applicationsOf } from "./tiles.ts";

const APPS = "/api/v1/apps";

for (const engine of engines) {
	describe(`applications as Okta's clients know them, on ${engine.name}`, () => {
		const start = async (t: Parameters<typeof open>[1]) => {
			const db = await open(engine, t);
			return { db, ...(await serve(db, t)) };
		};
		const labelsOf = (answer: { json(): { label: string }[] }) => answer.json().map(({ label }) => label);

		it("have every property that strict clients require, in Okta's order, and no link to themselves", async (t) => {
			const { call } = await start(t);
			const app = (await call("POST", APPS, webApp("Wiki", { grant_types: ["authorization_code", "refresh_token"] }))).json();
			assert.deepEqual(Object.keys(app), [
				"id",
				"orn",
				"name",
				"label",
				"status",
				"lastUpdated",
				"created",
				"accessibility",
				"visibility",
				"features",
				"signOnMode",
				"credentials",
				"settings",
				"_links",
			]);
			assert.deepEqual(app.visibility.appLinks, { oidc_client_link: true });
			assert.equal(app.credentials.signing.kid, "the organisation's key");
			assert.equal(app.settings.notifications.vpn.network.connection, "DISABLED");
			const client = app.settings.oauthClient;
			assert.equal(client.idp_initiated_login.mode, "DISABLED");
			assert.deepEqual(client.refresh_token, { rotation_type: "ROTATE", leeway: 0 });
			assert.equal(client.network.connection, "ANYWHERE");
			assert.ok(!("self" in app._links));
			for (const link of Object.values(app._links).flat()) assert.match((link as { href: string }).href, /^http/);
		});

		it("take what Okta's own fixtures post", async (t) => {
			const { call } = await start(t);
			const native = {
				...webApp("Phone"),
				credentials: { oauthClient: { token_endpoint_auth_method: "client_secret_post", autoKeyRotation: true } },
				settings: {
					oauthClient: {
						client_uri: "https://example.com/client",
						logo_uri: "https://example.com/logo.png",
						application_type: "native",
						response_types: ["token", "id_token", "code"],
						grant_types: ["implicit", "authorization_code"],
						redirect_uris: ["https://example.com/oauth2/callback", "myapp://callback"],
						post_logout_redirect_uris: ["https://example.com/postlogout"],
					},
				},
			};
			const made = await call("POST", APPS, native);
			assert.equal(made.statusCode, 200, made.body);
			assert.equal(made.json().credentials.oauthClient.client_secret.length, 64);
			assert.equal(made.json().settings.oauthClient.client_uri, "https://example.com/client");
			const service = webApp("Service", {
				application_type: "service",
				response_types: ["token", "id_token", "code"],
				grant_types: ["implicit", "authorization_code", "client_credentials"],
			});
			assert.equal((await call("POST", APPS, service)).statusCode, 200);
			const everything = webApp("Everything", {
				grant_types: [
					"authorization_code",
					"implicit",
					"refresh_token",
					"interaction_code",
					"urn:ietf:params:oauth:grant-type:device_code",
					"urn:ietf:params:oauth:grant-type:token-exchange",
				],
				redirect_uris: ["https://*.example.com/cb"],
				wildcard_redirect: "SUBDOMAIN",
				consent_method: "REQUIRED",
				issuer_mode: "CUSTOM_URL",
				dpop_bound_access_tokens: true,
				refresh_token: { rotation_type: "STATIC", leeway: 60 },
				jwks_uri: "https://example.com/jwks",
				frontchannel_logout_uri: "https://example.com/out",
				frontchannel_logout_session_required: false,
				idp_initiated_login: { mode: "OKTA", default_scope: ["openid"] },
				network: { connection: "ZONE", include: ["nzo1"] },
				participate_slo: true,
				tos_uri: null,
			});
			const all = {
				...everything,
				profile: { team: "blue", deep: { er: [1] } },
				accessibility: { selfService: true },
				visibility: { autoLaunch: true, hide: { iOS: true, web: true } },
				settings: { ...everything.settings, notes: { admin: "mine" }, implicitAssignment: true },
			};
			const kept = (await call("POST", APPS, all)).json();
			const { oauthClient } = kept.settings;
			for (const [name, value] of Object.entries(everything.settings.oauthClient)) {
				if (value !== null) assert.deepEqual(oauthClient[name], value, name);
			}
			assert.deepEqual(kept.profile, all.profile);
			assert.deepEqual(kept.settings.notes, { admin: "mine", enduser: null });
			assert.deepEqual([kept.accessibility.selfService, kept.visibility.hide.web], [true, true]);
			const again = await call("PUT", `${APPS}/${kept.id}`, (await call("GET", `${APPS}/${kept.id}`)).json());
			assert.equal(again.statusCode, 200, again.body);
			assert.deepEqual(
				{ ...again.json<object>(), lastUpdated: "", credentials: "" },
				{ ...kept, lastUpdated: "", credentials: "" },
			);
		});

		it("may have a client ID of their choice, once", async (t) => {
			const { db, call } = await start(t);
			const named = (label: string, client_id: string) => ({ ...webApp(label), credentials: { oauthClient: { client_id } } });
			const made = (await call("POST", APPS, named("Wiki", "wiki.client-1"))).json();
			assert.notEqual(made.id, "wiki.client-1");
			assert.equal((await findApplicationByClientId(db, "wiki.client-1"))?.id, made.id);
			assert.equal(await findApplicationByClientId(db, made.id), undefined);
			const taken = await call("POST", APPS, named("Git", "wiki.client-1"));
			assert.deepEqual([taken.statusCode, taken.json().errorCode], [400, "E0000001"]);
			assert.match(taken.body, /client_id/);
			const another = await call("POST", APPS, named("Posing as another", made.id));
			assert.deepEqual([another.statusCode, another.json().errorCode], [400, "E0000001"], "an id that is no client ID");
			assert.equal((await call("POST", APPS, named("Wiki", "another-id"))).json().errorCode, "E0000040");
			for (const wrong of ["short", "x".repeat(101), "ALL_CLIENTS", "with blank", "with/slash", "ümlaut-id"]) {
				assert.equal((await call("POST", APPS, named("Git", wrong))).statusCode, 400, wrong);
			}
			assert.equal((await call("PUT", `${APPS}/${made.id}`, named("Wiki", "other-client"))).statusCode, 400);
			assert.equal((await call("PUT", `${APPS}/${made.id}`, named("Wiki", "wiki.client-1"))).statusCode, 200);
			assert.equal(
				(await call("PUT", `${APPS}/${made.id}`, webApp("Wiki"))).json().credentials.oauthClient.client_id,
				"wiki.client-1",
			);
		});

		it("that were registered before a setting came have it as a new one has", async (t) => {
			const db = await open(engine, t);
			const { id } = await createApplication(db, seal, {
				label: "Old",
				kind: "web",
				settings: { redirectUris: ["https://a.example/"] },
			});
			const old = { redirectUris: ["https://a.example/"], grantTypes: ["authorization_code"], authMethod: "client_secret_basic" };
			await db
				.updateTable("applications")
				.set({ settings: toJson(old) as never })
				.where("id", "=", id)
				.execute();
			const settings = (await findApplication(db, id))?.settings;
			assert.deepEqual(
				[settings?.dpopBound, settings?.refreshTokenRotation, settings?.jwksUri, settings?.responseTypes, settings?.pkceRequired],
				[false, "ROTATE", null, ["code"], false],
			);
		});

		it("of other sign-on modes are kept as bookmarks, assigned, and opened by their address", async (t) => {
			const { db, call } = await start(t);
			const ada = await person(db, "00uAda", "Ada Byron");
			const bookmark = {
				name: "bookmark",
				label: "Intranet",
				signOnMode: "BOOKMARK",
				settings: { app: { requestIntegration: false, url: "https://intranet.example.com/start" } },
			};
			const made = await call("POST", APPS, bookmark);
			assert.equal(made.statusCode, 200, made.body);
			assert.deepEqual([made.json().name, made.json().signOnMode], ["bookmark", "BOOKMARK"]);
			assert.equal(made.json().settings.app.url, "https://intranet.example.com/start");
			const saml = {
				label: "My SAML!",
				signOnMode: "SAML_2_0",
				settings: { signOn: { ssoAcsUrl: "https://sp.example.com/acs" } },
			};
			assert.equal((await call("POST", APPS, saml)).json().name, "localhost_mysaml_1");
			assert.equal((await call("POST", APPS, { ...saml, label: "my saml" })).json().name, "localhost_mysaml_2");
			const evil = { ...bookmark, label: "Evil", settings: { app: { url: "javascript:alert(1)" } } };
			const bad = (await call("POST", APPS, evil)).json();
			const password = {
				...bookmark,
				label: "Shared",
				signOnMode: "AUTO_LOGIN",
				credentials: { userName: "a", password: { value: "secret" } },
			};
			assert.ok(!(await call("POST", APPS, password)).body.includes("secret"));
			for (const { id } of [made.json(), bad])
				assert.equal((await call("POST", `${APPS}/${id}/users`, { id: ada })).statusCode, 200);
			assert.deepEqual(
				(await applicationsOf(db, ada, PROVIDER)).map(({ link }) => link),
				["https://intranet.example.com/start"],
			);
			assert.deepEqual(labelsOf(await call("GET", `${APPS}?filter=${encodeURIComponent('name eq "bookmark"')}`)), [
				"Evil",
				"Intranet",
				"Shared",
			]);
			assert.deepEqual(labelsOf(await call("GET", `${APPS}?q=localhost_my`)), ["my saml", "My SAML!"]);
			const { id } = made.json();
			const changed = await call("PUT", `${APPS}/${id}`, { ...made.json<object>(), label: "Home" });
			assert.deepEqual([changed.statusCode, changed.json().label], [200, "Home"]);
			for (const [method, path, body, status] of [
				["PUT", `${APPS}/${id}`, webApp("Home"), 400],
				["PUT", `${APPS}/${id}`, { ...bookmark, signOnMode: "AUTO_LOGIN" }, 400],
				["POST", APPS, { ...bookmark, label: "Big", profile: { x: "x".repeat(70_000) } }, 400],
				["POST", APPS, { ...bookmark, colour: "red" }, 400],
				["POST", APPS, { signOnMode: "SAML_2_0" }, 400],
				["GET", `${APPS}/${id}/credentials/secrets`, undefined, 400],
				["GET", `${APPS}/${id}/credentials/jwks`, undefined, 400],
				["POST", `${APPS}/${id}/grants`, { issuer: PROVIDER, scopeId: "okta.apps.read" }, 400],
				["GET", `/api/v1/internal/apps/${id}/settings/oauth/idToken`, undefined, 400],
			] as const) {
				assert.equal((await call(method, path, body)).statusCode, status, `${method} ${path}`);
			}
			assert.equal((await call("POST", `${APPS}/${id}/lifecycle/deactivate`)).body, "{}");
			assert.equal((await call("DELETE", `${APPS}/${id}`)).statusCode, 204);
		});

		it("are found by the filters that clients send, and by no others", async (t) => {
			const { db, call } = await start(t);
			const ada = await person(db, "00uAda", "Ada Byron");
			const bob = await person(db, "00uBob", "Bob Berg");
			const ops = await group(db, "00gOps", "Ops", bob);
			const { id } = (await call("POST", APPS, webApp("Wiki"))).json();
			const { id: git } = (await call("POST", `${APPS}?activate=false`, webApp("Git"))).json();
			await call("POST", `${APPS}/${id}/users`, { id: ada });
			await call("PUT", `${APPS}/${git}/groups/${ops}`);
			const find = async (filter: string, more = "") => call("GET", `${APPS}?filter=${encodeURIComponent(filter)}${more}`);
			for (const [filter, labels] of [
				[`id eq "${id}"`, ["Wiki"]],
				['status eq "INACTIVE"', ["Git"]],
				['STATUS eq "INACTIVE"', undefined],
				['name eq "oidc_client"', ["Git", "Wiki"]],
				[`user.id eq "${ada}"`, ["Wiki"]],
				[`user.id eq "${bob}"`, ["Git"]],
				[`group.id eq "${ops}"`, ["Git"]],
				['group.id eq "\' or 1=1 --"', []],
				['status ne "ACTIVE"', undefined],
				['label eq "Wiki"', undefined],
				["status pr", undefined],
				["status eq 7", undefined],
				['status eq "ACTIVE', undefined],
				["", undefined],
			] as const) {
				const answer = await find(filter);
				if (labels) assert.deepEqual(labelsOf(answer), labels, filter);
				else assert.deepEqual([answer.statusCode, answer.json().errorCode], [400, "E0000031"], filter);
			}
			assert.deepEqual(labelsOf(await find('status eq "ACTIVE"', "&q=Wi&includeNonDeleted=true&limit=200")), ["Wiki"]);
			const expanded = (await find(`user.id eq "${ada}"`, `&expand=user/${ada}`)).json();
			assert.equal(expanded[0]._embedded.user.credentials.userName, "ada@example.com");
			const one = (await call("GET", `${APPS}/${git}?expand=user/${bob}`)).json();
			assert.equal(one._embedded.user.scope, "GROUP");
			assert.ok(!("_embedded" in (await call("GET", `${APPS}/${git}?expand=user/${ada}`)).json()));
		});

		it("show twenty at a time unless more are asked for", async (t) => {
			const { db, call } = await start(t);
			for (let at = 0; at < 25; at += 1) {
				await createApplication(db, seal, {
					label: `App ${at}`,
					kind: "web",
					settings: { redirectUris: ["https://a.example/"] },
				});
			}
			assert.equal((await call("GET", APPS)).json().length, 20);
			assert.equal((await call("GET", `${APPS}?limit=200`)).json().length, 25);
		});

		it("end as one of two replacements has them, or are gone, when all come at once", async (t) => {
			const { db, call } = await start(t);
			const { id } = (await call("POST", `${APPS}?activate=false`, webApp("Wiki"))).json();
			const uris = ["https://one.example/", "https://two.example/"];
			const replace = (uri: string) => call("PUT", `${APPS}/${id}`, webApp("Wiki", { redirect_uris: [uri] }));
			const both = await Promise.all(uris.map(replace));
			assert.deepEqual(
				both.map(({ statusCode }) => statusCode),
				[200, 200],
			);
			assert.ok(uris.includes((await findApplication(db, id))?.settings.redirectUris[0] ?? ""));
			const [put, gone, other] = await Promise.all([
				replace("https://one.example/"),
				call("DELETE", `${APPS}/${id}`),
				replace("https://two.example/"),
			]);
			assert.equal(gone.statusCode, 204);
			for (const { statusCode } of [put, other]) assert.ok([200, 404].includes(statusCode), String(statusCode));
			assert.deepEqual(await db.selectFrom("applications").selectAll().execute(), []);
			assert.deepEqual(await db.selectFrom("application_secrets").selectAll().execute(), []);
		});

		it("have no features, and only a policy for signing on to them", async (t) => {
			const { call } = await start(t);
			const { id } = (await call("POST", APPS, webApp())).json();
			assert.deepEqual((await call("GET", `${APPS}/${id}/features`)).json(), []);
			assert.equal((await call("PUT", `${APPS}/${id}/policies/rstNone`)).statusCode, 404);
			assert.equal((await call("PUT", `${APPS}/0oaNone/policies/rstNone`)).statusCode, 404);
		});
	});
}
