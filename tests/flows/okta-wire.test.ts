import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { decodeJwt } from "jose";
import { openDatabase } from "#common/db/database.ts";
import type { Db, Tables } from "../../provider/database.ts";
import { BY_PASSWORD, createSessionToken, readSession, sessionRecords } from "../../provider/features/sessions/sessions.ts";
import { migrations } from "../../provider/migrations/index.ts";
import { createAgent, type Page } from "../harness/agent.ts";
import {
	addPerson,
	registerApplication,
	startProvider,
	type TestApplication,
	type TestPerson,
	type TestProvider,
} from "../harness/provider.ts";
import { createRelyingParty, type RelyingParty } from "../harness/relying-party.ts";

const REDIRECT = "http://localhost:9/callback";
const json = ({ text }: Page) => JSON.parse(text) as Record<string, string>;
const to = (page: Page) => new URL(page.headers.get("location") ?? "http://nowhere.example");
const fragment = (url: URL) => new URLSearchParams(url.hash.slice(1));

describe("the organisation's authorization server, as Okta's clients expect it", () => {
	const dataDir = mkdtempSync(join(tmpdir(), "signet-test-"));
	let provider: TestProvider;
	let db: Db;
	let wiki: TestApplication;
	let party: RelyingParty;
	let ada: TestPerson;

	before(async () => {
		provider = await startProvider({ dataDir });
		// A second process, as far as the first one can tell.
		db = await openDatabase<Tables>({ dataDir }, "provider", migrations);
		wiki = await registerApplication(provider, "Wiki", {
			redirectUris: [REDIRECT],
			grantTypes: ["authorization_code", "refresh_token"],
		});
		party = await createRelyingParty(provider.url, wiki, REDIRECT);
		ada = await addPerson(provider, "Ada", [wiki.clientId]);
	});
	after(async () => {
		await db.destroy();
		await provider.stop();
		rmSync(dataDir, { recursive: true, force: true });
	});

	const assignedTo = async (label: string, settings: Partial<Parameters<typeof registerApplication>[2]>) => {
		const application = await registerApplication(provider, label, { redirectUris: [REDIRECT], ...settings });
		await provider.api("POST", `/api/v1/apps/${application.clientId}/users`, { id: ada.id, scope: "USER" });
		return { application, party: await createRelyingParty(provider.url, application, REDIRECT) };
	};
	const codeOf = (url: URL) => url.searchParams.get("code") ?? "";
	const tokensOf = async (relyingParty: RelyingParty, extra: Record<string, string> = {}) =>
		json(await relyingParty.exchange(codeOf(await relyingParty.signIn(ada, extra))));

	test("discovery names what they look for", async () => {
		const metadata = json(await createAgent().open(`${provider.url}/.well-known/openid-configuration`)) as unknown as Record<
			string,
			string[]
		>;
		assert.deepEqual(metadata["code_challenge_methods_supported"], ["S256"]);
		for (const mode of ["query", "fragment", "form_post", "okta_post_message"]) {
			assert.ok(metadata["response_modes_supported"]?.includes(mode), mode);
		}
		for (const type of ["code", "id_token", "id_token token"])
			assert.ok(metadata["response_types_supported"]?.includes(type), type);
		for (const method of ["client_secret_basic", "client_secret_post", "client_secret_jwt", "private_key_jwt", "none"]) {
			assert.ok(metadata["token_endpoint_auth_methods_supported"]?.includes(method), method);
		}
		assert.ok(metadata["dpop_signing_alg_values_supported"]?.includes("RS256"));
		for (const endpoint of ["userinfo", "end_session", "revocation", "introspection", "registration"]) {
			assert.ok(metadata[`${endpoint}_endpoint`], endpoint);
		}
	});

	test("keys are also where jwt-verifier guesses them", async () => {
		const keys = json(await createAgent().open(`${provider.url}/oauth2/v1/keys`));
		assert.deepEqual(json(await createAgent().open(`${provider.url}/v1/keys`)), keys);
	});

	test("introspection says whose a token is", async () => {
		const { access_token: token = "" } = await tokensOf(party);
		const basic = Buffer.from(`${wiki.clientId}:${wiki.clientSecret}`).toString("base64");
		const answer = await createAgent().open(`${provider.url}/oauth2/v1/introspect`, {
			method: "POST",
			body: new URLSearchParams({ token }).toString(),
			headers: { authorization: `Basic ${basic}` },
		});
		const { active, username, uid, client_id } = json(answer);
		assert.deepEqual(
			{ active, username, uid, client_id },
			{ active: true, username: ada.login, uid: ada.id, client_id: wiki.clientId },
		);
	});

	test("errors have Okta's words", async () => {
		const wrong = json(await party.token({ grant_type: "client_credentials" }, "wrong"));
		assert.equal(wrong["error_description"], "The client secret supplied for a confidential client is invalid.");
		const nobody = await createRelyingParty(provider.url, { clientId: "0oaNobody", clientSecret: "x" }, REDIRECT);
		assert.equal(json(await nobody.token({ grant_type: "x" }))["error_description"], "Invalid value for 'client_id' parameter.");
		const page = await createAgent().open(party.authorizeUrl({ prompt: "none" }), { follow: false });
		assert.equal(
			to(page).searchParams.get("error_description"),
			"The client specified not to prompt, but the user is not logged in.",
		);
	});

	test("no error goes back without a description", async () => {
		const agent = createAgent();
		await party.signIn(ada, {}, agent);
		for (const wrong of [
			{ scope: "unheard-of" },
			{ response_type: "id_token" },
			{ response_type: "x" },
			{ prompt: "x" },
			{ max_age: "x" },
		]) {
			const page = await agent.open(party.authorizeUrl(wrong), { follow: false });
			const params = new URLSearchParams(`${to(page).search}&${to(page).hash.slice(1)}`);
			assert.ok(params.get("error"), JSON.stringify(wrong));
			assert.ok(params.get("error_description"), JSON.stringify(wrong));
		}
	});

	test("a client ID of the application's own choice works everywhere", async () => {
		const chosen = "my-app.example!";
		const { id, credentials } = await provider.api<{ id: string; credentials: { oauthClient: Record<string, string> } }>(
			"POST",
			"/api/v1/apps",
			{
				name: "oidc_client",
				label: "Chosen",
				signOnMode: "OPENID_CONNECT",
				credentials: { oauthClient: { client_id: chosen, token_endpoint_auth_method: "client_secret_basic" } },
				settings: {
					oauthClient: {
						application_type: "web",
						redirect_uris: [REDIRECT],
						response_types: ["code"],
						grant_types: ["authorization_code", "refresh_token"],
					},
				},
			},
		);
		const clientSecret = credentials.oauthClient["client_secret"] ?? "";
		const own = await createRelyingParty(provider.url, { clientId: chosen, clientSecret }, REDIRECT);
		const page = await createAgent().open(own.authorizeUrl());
		assert.match(page.text, /Chosen/);
		await provider.api("POST", `/api/v1/apps/${id}/users`, { id: ada.id, scope: "USER" });
		const { id_token: idToken = "", refresh_token: token = "" } = await tokensOf(own, { scope: "openid offline_access" });
		assert.equal(decodeJwt(idToken).aud, chosen);
		const events = await provider.api<{ target: { id: string }[] | null }[]>("GET", `/api/v1/logs?limit=1000`);
		assert.ok(
			events.some(({ target }) => target?.some((one) => one.id === id)),
			"the log names it by its id",
		);
		await provider.api("DELETE", `/api/v1/apps/${id}/users/${ada.id}`);
		assert.equal(json(await own.token({ grant_type: "refresh_token", refresh_token: token }))["error"], "invalid_grant");
	});

	describe("implicit answers", () => {
		test("come to applications that an administrator let have them, bound by hash and nonce, and to no other", async () => {
			const { party: implicit } = await assignedTo("Implicit", {
				kind: "browser",
				grantTypes: ["authorization_code", "implicit"],
				responseTypes: ["code", "token", "id_token"],
			});
			const answer = fragment(await implicit.signIn(ada, { response_type: "id_token token" }));
			const claims = decodeJwt(answer.get("id_token") ?? "");
			assert.equal(claims["nonce"], "some-nonce");
			assert.ok(claims["at_hash"]);
			assert.ok(answer.get("access_token"));
			assert.equal(fragment(await implicit.signIn(ada, { response_type: "id_token" })).get("access_token"), null);
			const withoutNonce = await createAgent().open(implicit.authorizeUrl({ response_type: "id_token", nonce: "" }), {
				follow: false,
			});
			assert.equal(fragment(to(withoutNonce)).get("error"), "invalid_request");
			const refused = await createAgent().open(party.authorizeUrl({ response_type: "id_token token" }), { follow: false });
			assert.ok(fragment(to(refused)).get("error"));
		});

		test("may be posted to the application", async () => {
			const agent = createAgent();
			await party.signIn(ada, {}, agent);
			const page = await agent.open(party.authorizeUrl({ response_mode: "form_post" }));
			assert.match(page.text, new RegExp(`<form method="post" action="${REDIRECT}">`));
		});
	});

	describe("response_mode=okta_post_message", () => {
		const message = (page: Page) =>
			JSON.parse(/<script type="application\/json" id="answer">(.*)<\/script>/.exec(page.text)?.[1] ?? "{}") as {
				origin: string;
				answer: Record<string, string>;
			};

		test("hands the answer to the origin of the redirect URI, which alone may frame it", async () => {
			const agent = createAgent();
			await party.signIn(ada, {}, agent);
			const page = await agent.open(party.authorizeUrl({ response_mode: "okta_post_message" }));
			assert.equal(page.status, 200);
			const { origin, answer } = message(page);
			assert.equal(origin, "http://localhost:9");
			assert.deepEqual(Object.keys(answer).toSorted(), ["code", "state"]);
			assert.match(
				page.headers.get("content-security-policy") ?? "",
				/script-src 'sha256-[^']+'; .*frame-ancestors http:\/\/localhost:9$/,
			);
			assert.equal(page.headers.get("x-frame-options"), null);
			assert.equal((await party.exchange(answer["code"] ?? "")).status, 200);
		});

		test("hands over refusals in the same way, and markup in a state is only text", async () => {
			const page = await createAgent().open(
				party.authorizeUrl({ response_mode: "okta_post_message", prompt: "none", state: "</script><script>alert(1)</script>" }),
			);
			assert.doesNotMatch(page.text, /<script>alert/);
			assert.equal(message(page).answer["error"], "login_required");
			assert.ok(message(page).answer["error_description"]);
		});

		test("does nothing for a redirect URI that is not registered", async () => {
			const page = await createAgent().open(
				party.authorizeUrl({ response_mode: "okta_post_message", redirect_uri: "http://evil.example/" }),
			);
			assert.equal(page.status, 400);
			assert.doesNotMatch(page.text, /evil\.example|postMessage/);
		});
	});

	describe("a session token", () => {
		const make = () => createSessionToken(db, ada.id, BY_PASSWORD);

		test("signs its person in at the authorization endpoint, once", async () => {
			const sessionToken = await make();
			const agent = createAgent();
			const first = await agent.open(party.authorizeUrl({ sessionToken, prompt: "none" }), { follow: false });
			const tokens = json(await party.exchange(codeOf(to(first))));
			const claims = decodeJwt(tokens["id_token"] ?? "");
			assert.equal(claims.sub, ada.id);
			assert.deepEqual(claims["amr"], ["pwd"]);
			const single = await agent.open(party.authorizeUrl({ prompt: "none" }), { follow: false });
			assert.ok(codeOf(to(single)), "the browser has a session now");
			const again = await createAgent().open(party.authorizeUrl({ sessionToken, prompt: "none" }), { follow: false });
			assert.equal(to(again).searchParams.get("error"), "login_required");
		});

		test("takes a browser from whoever was signed in before, and gives it another session id", async () => {
			const eve = await addPerson(provider, "Eve", [wiki.clientId]);
			const agent = createAgent();
			await party.signIn(eve, {}, agent);
			const before = agent.cookie("signet_provider_session");
			const page = await agent.open(party.authorizeUrl({ sessionToken: await make() }), { follow: false });
			const claims = decodeJwt(json(await party.exchange(codeOf(to(page))))["id_token"] ?? "");
			assert.equal(claims.sub, ada.id);
			assert.notEqual(agent.cookie("signet_provider_session"), before);
		});

		test("that is worth nothing leaves the person with the form", async () => {
			for (const sessionToken of ["made-up", "x".repeat(2_000), "%00"]) {
				const page = await createAgent().open(party.authorizeUrl({ sessionToken }));
				assert.match(page.text, /okta-signin-password/);
			}
		});

		test("becomes a cookie, and sends the browser on to our own pages and trusted origins alone", async () => {
			const url = (token: string, redirectUrl: string) =>
				`${provider.url}/login/sessionCookieRedirect?${new URLSearchParams({ token, redirectUrl })}`;
			const token = await make();
			for (const foreign of [
				"http://evil.example/",
				"javascript:alert(1)",
				"//evil.example",
				`${provider.url}.evil.example/`,
				"nonsense",
			]) {
				const refused = await createAgent().open(url(token, foreign), { follow: false });
				assert.equal(refused.status, 400, foreign);
				assert.equal(refused.headers.get("location"), null);
			}
			const agent = createAgent();
			const page = await agent.open(url(token, party.authorizeUrl({ prompt: "none" })), {
				follow: (address) => address.startsWith(REDIRECT),
			});
			assert.ok(codeOf(to(page)), "signed in on the way");
			const other = createAgent();
			const spent = await other.open(url(token, `${provider.url}/`), { follow: false });
			assert.equal(spent.status, 302);
			assert.equal(other.cookie("signet_provider_session"), undefined);
		});
	});

	test("a request that was under way when its person signed out does not sign them in again", async () => {
		for (const base of ["/oauth2/v1", "/oauth2/default/v1"]) {
			const agent = createAgent();
			await party.signIn(ada, {}, agent);
			const cookie = agent.cookie("signet_provider_session") ?? "";
			const read = await sessionRecords.find(db, cookie);
			assert.ok(read?.iat);
			await agent.submit(await agent.open(`${provider.url}${base}/logout`), { logout: "yes" });
			await sessionRecords.save(db, cookie, { ...read, iat: read.iat - 60 });
			assert.equal(await readSession(db, cookie), undefined, base);
		}
	});

	describe("refresh tokens", () => {
		const GRANTS = ["authorization_code", "refresh_token"];
		const refreshed = async (relyingParty: RelyingParty, token: string | undefined) =>
			json(await relyingParty.token({ grant_type: "refresh_token", refresh_token: token ?? "" }));
		const first = (relyingParty: RelyingParty) => tokensOf(relyingParty, { scope: "openid offline_access" });

		test("stay the same where the application has STATIC ones", async () => {
			const more = { refresh_token: { rotation_type: "STATIC" } };
			const { party: still } = await assignedTo("Static", { grantTypes: GRANTS, more });
			const { refresh_token: token } = await first(still);
			assert.equal((await refreshed(still, token))["refresh_token"], token);
			assert.equal((await refreshed(still, token))["refresh_token"], token);
		});

		test("work on for the leeway after they were rotated, and at no other time", async () => {
			const rotating = (leeway: number) => ({ refresh_token: { rotation_type: "ROTATE", leeway } });
			const { party: lenient } = await assignedTo("Lenient", { grantTypes: GRANTS, more: rotating(60) });
			const { refresh_token: token } = await first(lenient);
			const answers = await Promise.all([1, 2, 3].map(() => refreshed(lenient, token)));
			for (const answer of answers) assert.ok((await refreshed(lenient, answer["refresh_token"]))["access_token"]);
			await db.updateTable("engine_records").set({ consumed: 1 }).where("consumed", "is not", null).execute();
			assert.equal((await refreshed(lenient, token))["error"], "invalid_grant");

			const { party: strict } = await assignedTo("Strict", { grantTypes: GRANTS, more: rotating(0) });
			const { refresh_token: once } = await first(strict);
			const { refresh_token: next } = await refreshed(strict, once);
			assert.equal((await refreshed(strict, once))["error"], "invalid_grant");
			assert.equal((await refreshed(strict, next))["error"], "invalid_grant", "the whole grant has ended");
		});
	});

	describe("pages of other origins (CORS)", () => {
		const TRUSTED = "http://trusted.example:5000";
		const ask = (path: string, origin: string, options: { method?: string; headers?: Record<string, string> } = {}) =>
			createAgent().open(`${provider.url}${path}`, { ...options, headers: { origin, ...options.headers } });

		test("that an administrator trusts read with credentials, and others do not", async () => {
			await provider.api("POST", "/api/v1/trustedOrigins", { name: "Trusted", origin: TRUSTED, scopes: [{ type: "CORS" }] });
			for (const path of ["/.well-known/openid-configuration", "/oauth2/v1/keys", "/oauth2/v1/userinfo"]) {
				const page = await ask(path, TRUSTED);
				assert.equal(page.headers.get("access-control-allow-origin"), TRUSTED, path);
				assert.equal(page.headers.get("access-control-allow-credentials"), "true", path);
				assert.match(page.headers.get("access-control-expose-headers") ?? "", /DPoP-Nonce.*WWW-Authenticate/, path);
				const other = await ask(path, "http://evil.example");
				assert.equal(other.headers.get("access-control-allow-credentials"), null, path);
			}
			const preflight = await ask("/oauth2/v1/token", TRUSTED, {
				method: "OPTIONS",
				headers: {
					"access-control-request-method": "POST",
					"access-control-request-headers": "dpop,x-okta-user-agent-extended,authorization",
				},
			});
			assert.equal(preflight.status, 204);
			for (const header of ["DPoP", "X-Okta-User-Agent-Extended", "Authorization"]) {
				assert.ok(preflight.headers.get("access-control-allow-headers")?.includes(header), header);
			}
			const custom = await ask("/oauth2/default/v1/keys", TRUSTED);
			assert.equal(custom.headers.get("access-control-allow-origin"), TRUSTED);
		});

		test("read no code and no token that is meant for another application, whoever trusts them", async () => {
			const agent = createAgent();
			await party.signIn(ada, {}, agent);
			const address = party.authorizeUrl({ prompt: "none", response_mode: "okta_post_message" });
			for (const url of [address, `${provider.url}/oauth2/v1/logout`, `${provider.url}/oauth2/default/v1/authorize`]) {
				const page = await agent.open(url, { headers: { origin: TRUSTED } });
				assert.equal(page.headers.get("access-control-allow-origin"), null, url);
				assert.equal(page.headers.get("access-control-allow-credentials"), null, url);
			}
		});
	});
});
