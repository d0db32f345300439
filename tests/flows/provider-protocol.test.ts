import assert from "node:assert/strict";
import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { text as readAll } from "node:stream/consumers";
import { after, before, describe, test } from "node:test";
import { decodeJwt, decodeProtectedHeader } from "jose";
import { createAgent } from "../harness/agent.ts";
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
const form = ({ login, password }: TestPerson) => ({ login, password });
const WITH_REFRESH = ["authorization_code", "refresh_token"];

describe("the provider's protocol", () => {
	let provider: TestProvider;
	let application: TestApplication;
	let relyingParty: RelyingParty;
	let ada: TestPerson;
	let eve: TestPerson;

	before(async () => {
		provider = await startProvider();
		application = await registerApplication(provider, "Wiki", { redirectUris: [REDIRECT], grantTypes: WITH_REFRESH });
		relyingParty = await createRelyingParty(provider.url, application, REDIRECT);
		ada = await addPerson(provider, "Ada", [application.clientId]);
		eve = await addPerson(provider, "Eve");
	});
	after(() => provider.stop());

	const json = (text: string) => JSON.parse(text) as Record<string, string>;
	const codeOf = (callback: URL) => callback.searchParams.get("code") ?? "";

	describe("discovery (OpenID Connect Discovery section 3, RFC 8414)", () => {
		test("names the public address whatever Host or forwarded headers say", async () => {
			for (const path of ["/.well-known/openid-configuration", "/.well-known/oauth-authorization-server"]) {
				const { text } = await createAgent().open(`${provider.url}${path}`, {
					headers: { host: "evil.example", "x-forwarded-host": "evil.example", "x-forwarded-proto": "https" },
				});
				const metadata = json(text);
				assert.equal(metadata["issuer"], provider.url);
				assert.equal(metadata["authorization_endpoint"], `${provider.url}/oauth2/v1/authorize`);
				assert.equal(metadata["jwks_uri"], `${provider.url}/oauth2/v1/keys`);
				assert.deepEqual(metadata["code_challenge_methods_supported"], ["S256"]);
			}
		});

		test("and whatever host a whole address in the request line names (RFC 9112 section 3.2.2); such calls are counted too", async () => {
			const { hostname, port } = new URL(provider.url);
			const ask = async (path: string) => {
				const sent = request({ hostname, port, path: `http://evil.example${path}` }).end();
				const [answer] = (await once(sent, "response")) as [IncomingMessage];
				return { text: await readAll(answer), headers: answer.headers };
			};
			const { text } = await ask("/.well-known/openid-configuration");
			assert.equal(json(text)["authorization_endpoint"], `${provider.url}/oauth2/v1/authorize`);
			const { headers } = await ask("/api/v1/users/me");
			assert.ok(headers["x-rate-limit-remaining"]);
		});

		test("publishes no private part of a key", async () => {
			const { text } = await createAgent().open(`${provider.url}/oauth2/v1/keys`);
			const { keys } = JSON.parse(text) as { keys: Record<string, unknown>[] };
			assert.deepEqual(keys.map(({ kty }) => kty).toSorted(), ["EC", "EC", "OKP", "OKP", "RSA", "RSA"]);
			for (const key of keys) for (const secret of ["d", "p", "q", "dp", "dq", "qi"]) assert.equal(key[secret], undefined);
		});
	});

	describe("redirect URIs match to the letter (RFC 9700 section 2.1)", () => {
		for (const wrong of [
			"http://localhost:9/callback/",
			"http://localhost:9/Callback",
			"http://localhost:9/callback?x=1",
			"http://localhost:9/callback#x",
			"http://localhost:90/callback",
			"http://localhost/callback",
			"https://localhost:9/callback",
			"http://localhost:9/callback/../callback",
			"http://localhost:9@evil.example/callback",
			"//evil.example",
			"javascript:alert(1)",
		]) {
			test(`${wrong} is answered with a page, never a redirect`, async () => {
				const page = await createAgent().open(relyingParty.authorizeUrl({ redirect_uri: wrong }), { follow: false });
				assert.equal(page.status, 400);
				assert.match(page.text, /not registered/);
				assert.equal(page.headers.get("location"), null);
			});
		}

		test("the System Log shows the administrator what was sent and what is registered", async () => {
			await createAgent().open(relyingParty.authorizeUrl({ redirect_uri: "http://localhost:9/other" }));
			const events = await provider.api<{ debugContext: { debugData: Record<string, unknown> } }[]>(
				"GET",
				"/api/v1/logs?q=authorization%20request",
			);
			assert.ok(events.some(({ debugContext }) => JSON.stringify(debugContext).includes("http://localhost:9/other")));
		});
	});

	describe("PKCE (RFC 7636)", () => {
		test("is required of public applications, and of others when an administrator says so", async () => {
			const spa = await registerApplication(provider, "Needs PKCE", { kind: "browser", redirectUris: [REDIRECT] });
			const strict = await registerApplication(provider, "Strict", { redirectUris: [REDIRECT], pkceRequired: true });
			for (const { clientId } of [spa, strict]) {
				const url = relyingParty.authorizeUrl({ client_id: clientId, code_challenge: "", code_challenge_method: "" });
				const page = await createAgent().open(url, { follow: false });
				assert.match(page.headers.get("location") ?? "", /^http:\/\/localhost:9\/callback\?error=invalid_request/);
			}
		});

		test("only S256 will do", async () => {
			const page = await createAgent().open(relyingParty.authorizeUrl({ code_challenge_method: "plain" }), { follow: false });
			assert.match(page.headers.get("location") ?? "", /error=invalid_request/);
		});

		test("a code is worthless without its verifier", async () => {
			const code = codeOf(await relyingParty.signIn(ada));
			const page = await relyingParty.exchange(code, { code_verifier: "x".repeat(43) });
			assert.equal(json(page.text)["error"], "invalid_grant");
		});
	});

	describe("authentication requests (OpenID Connect Core section 3.1.2.1)", () => {
		test("prompt=none without a session answers login_required at the redirect URI", async () => {
			const page = await createAgent().open(relyingParty.authorizeUrl({ prompt: "none" }), { follow: false });
			const to = new URL(page.headers.get("location") ?? "");
			assert.equal(to.searchParams.get("error"), "login_required");
			assert.equal(to.searchParams.get("state"), "some-state");
			assert.equal(to.searchParams.get("iss"), provider.url);
		});

		test("prompt=none of a person who is not assigned answers access_denied", async () => {
			const agent = createAgent();
			await agent.submit(await agent.open(`${provider.url}/login`), form(eve));
			const page = await agent.open(relyingParty.authorizeUrl({ prompt: "none" }), { follow: false });
			assert.equal(new URL(page.headers.get("location") ?? "").searchParams.get("error"), "access_denied");
		});

		test("one session serves many applications, and prompt=login asks again", async () => {
			const second = await registerApplication(provider, "Chat", { redirectUris: [REDIRECT] });
			await provider.api("POST", `/api/v1/apps/${second.clientId}/users`, { id: ada.id, scope: "USER" });
			const chat = await createRelyingParty(provider.url, second, REDIRECT);
			const agent = createAgent();
			await relyingParty.signIn(ada, {}, agent);
			const silent = await agent.open(chat.authorizeUrl(), { follow: false });
			assert.ok(codeOf(new URL(silent.headers.get("location") ?? "")), "no second sign-in");
			const again = await agent.open(chat.authorizeUrl({ prompt: "login" }));
			assert.match(again.text, /confirm that it is still you/);
			assert.ok(await agent.submitUntil(again, form(ada), REDIRECT));
		});

		test("max_age=0 asks again, and auth_time moves", async () => {
			const agent = createAgent();
			const first = json((await relyingParty.exchange(codeOf(await relyingParty.signIn(ada, { max_age: "1000" }, agent)))).text);
			const page = await agent.open(relyingParty.authorizeUrl({ max_age: "0" }));
			const callback = new URL(await agent.submitUntil(page, form(ada), REDIRECT));
			const second = json((await relyingParty.exchange(codeOf(callback))).text);
			const times = [first, second].map(({ id_token: token }) => Number(decodeJwt(token ?? "")["auth_time"]));
			assert.ok((times[1] ?? 0) >= (times[0] ?? 0));
		});

		test("acr_values is a wish: the ID token tells how the person really signed in", async () => {
			for (const wish of ["urn:okta:loa:1fa:pwd", "urn:example:retina-scan"]) {
				const callback = await relyingParty.signIn(ada, { acr_values: wish });
				const claims = decodeJwt(json((await relyingParty.exchange(codeOf(callback))).text)["id_token"] ?? "");
				assert.equal(claims["acr"], "urn:okta:loa:1fa:pwd");
				assert.deepEqual(claims["amr"], ["pwd"]);
			}
		});

		test("login_hint fills the form in, escaped", async () => {
			const page = await createAgent().open(relyingParty.authorizeUrl({ login_hint: '"><script>alert(1)</script>' }));
			assert.match(page.text, /value="&quot;&gt;&lt;script&gt;/);
			assert.doesNotMatch(page.text, /<script>alert/);
		});

		test("another person may sign in on top of a session", async () => {
			const agent = createAgent();
			const grace = await addPerson(provider, "Grace", [application.clientId]);
			await relyingParty.signIn(ada, {}, agent);
			const page = await agent.open(relyingParty.authorizeUrl({ prompt: "login" }));
			const callback = new URL(await agent.submitUntil(page, form(grace), REDIRECT));
			const tokens = json((await relyingParty.exchange(codeOf(callback))).text);
			assert.equal(decodeJwt(tokens["id_token"] ?? "").sub, grace.id);
		});

		test("a refused person may sign in as somebody else", async () => {
			const agent = createAgent();
			const page = await agent.open(relyingParty.authorizeUrl());
			const refused = await agent.submit(page, form(eve));
			assert.equal(refused.status, 403);
			const again = await agent.submit(refused, {}, "/restart");
			const callback = new URL(await agent.submitUntil(again, form(ada), REDIRECT));
			assert.ok(codeOf(callback));
		});

		test("an interaction belongs to the browser that began it", async () => {
			const page = await createAgent().open(relyingParty.authorizeUrl());
			const thief = await createAgent().open(page.url);
			assert.equal(thief.status, 400);
			assert.match(thief.text, /started too long ago, in another browser/);
		});
	});

	describe("tokens", () => {
		test("each algorithm that an application may choose signs its ID tokens", async () => {
			for (const alg of ["RS256", "ES256", "EdDSA"]) {
				const chosen = await registerApplication(provider, `Signs ${alg}`, { redirectUris: [REDIRECT], alg });
				await provider.api("POST", `/api/v1/apps/${chosen.clientId}/users`, { id: ada.id, scope: "USER" });
				const party = await createRelyingParty(provider.url, chosen, REDIRECT);
				const tokens = json((await party.exchange(codeOf(await party.signIn(ada)))).text);
				assert.equal(decodeProtectedHeader(tokens["id_token"] ?? "").alg, alg);
			}
		});

		test("groups come by the application's filter, and only with the scope", async () => {
			const { id } = await provider.api<{ id: string }>("POST", "/api/v1/groups", {
				profile: { name: "dev-ops", description: "" },
			});
			await provider.api("PUT", `/api/v1/groups/${id}/users/${ada.id}`);
			await provider.api("POST", `/api/v1/internal/apps/${application.clientId}/settings/oauth/idToken`, {
				groupFilterType: "STARTS_WITH",
				value: "dev-",
			});
			const claims = async (scope: string) =>
				decodeJwt(json((await relyingParty.exchange(codeOf(await relyingParty.signIn(ada, { scope })))).text)["id_token"] ?? "");
			assert.deepEqual((await claims("openid groups"))["groups"], ["dev-ops"]);
			assert.equal((await claims("openid"))["groups"], undefined);
		});

		test("two secrets are live at once, and a retired one is not", async () => {
			const path = `/api/v1/apps/${application.clientId}/credentials/secrets`;
			const made = await provider.api<{ id: string; client_secret: string }>("POST", path, {});
			const status = async (secret: string) =>
				(await relyingParty.exchange(codeOf(await relyingParty.signIn(ada)), {}, secret)).status;
			assert.equal(await status(application.clientSecret), 200);
			assert.equal(await status(made.client_secret), 200);
			await provider.api("POST", `${path}/${made.id}/lifecycle/deactivate`);
			assert.equal(await status(made.client_secret), 401);
			assert.equal(await status(application.clientSecret), 200);
		});

		test("a deactivated application gets nothing", async () => {
			const doomed = await registerApplication(provider, "Doomed", { redirectUris: [REDIRECT] });
			await provider.api("POST", `/api/v1/apps/${doomed.clientId}/lifecycle/deactivate`);
			const party = await createRelyingParty(provider.url, doomed, REDIRECT);
			const page = await createAgent().open(party.authorizeUrl(), { follow: false });
			assert.equal(page.status, 400);
			assert.equal((await party.token({ grant_type: "client_credentials" })).status, 401);
		});

		test("a deactivated person loses session and tokens at once", async () => {
			const leaver = await addPerson(provider, "Leaver", [application.clientId]);
			const agent = createAgent();
			const tokens = json(
				(await relyingParty.exchange(codeOf(await relyingParty.signIn(leaver, { scope: "openid offline_access" }, agent)))).text,
			);
			await provider.api("POST", `/api/v1/users/${leaver.id}/lifecycle/deactivate`);
			const refresh = await relyingParty.token({ grant_type: "refresh_token", refresh_token: tokens["refresh_token"] ?? "" });
			assert.equal(json(refresh.text)["error"], "invalid_grant");
			const page = await agent.open(relyingParty.authorizeUrl({ prompt: "none" }), { follow: false });
			assert.equal(new URL(page.headers.get("location") ?? "").searchParams.get("error"), "login_required");
		});
	});

	describe("kinds of application", () => {
		test("a Single-Page App has no secret, needs PKCE, and reads answers from its own origin only", async () => {
			const spa = await registerApplication(provider, "SPA", { kind: "browser", redirectUris: [REDIRECT] });
			await provider.api("POST", `/api/v1/apps/${spa.clientId}/users`, { id: ada.id, scope: "USER" });
			const party = await createRelyingParty(provider.url, spa, REDIRECT);
			const page = await party.exchange(codeOf(await party.signIn(ada)), {}, "");
			assert.equal(page.status, 200);
			for (const [origin, allowed] of [
				["http://localhost:9", "http://localhost:9"],
				["http://evil.example", null],
			] as const) {
				const answer = await createAgent().open(`${provider.url}/oauth2/v1/token`, {
					method: "POST",
					body: `grant_type=authorization_code&code=x&client_id=${spa.clientId}`,
					headers: { origin },
				});
				assert.equal(answer.headers.get("access-control-allow-origin"), allowed);
			}
		});

		test("a Native app may use any loopback port (RFC 8252 section 7.3), and nothing else", async () => {
			const native = await registerApplication(provider, "CLI", {
				kind: "native",
				redirectUris: ["http://127.0.0.1/cb", "com.example.cli:/cb"],
			});
			await provider.api("POST", `/api/v1/apps/${native.clientId}/users`, { id: ada.id, scope: "USER" });
			const party = await createRelyingParty(provider.url, native, "http://127.0.0.1:51004/cb");
			const page = await party.exchange(codeOf(await party.signIn(ada)), {}, "");
			assert.equal(page.status, 200);
			const wrong = await createAgent().open(party.authorizeUrl({ redirect_uri: "http://127.0.0.1:51004/other" }), {
				follow: false,
			});
			assert.equal(wrong.status, 400);
		});

		test("a Service has client credentials and nothing else", async () => {
			const service = await registerApplication(provider, "Robot", {
				kind: "service",
				redirectUris: [],
				grantTypes: ["client_credentials"],
			});
			const party = await createRelyingParty(provider.url, service, REDIRECT);
			assert.ok(json((await party.token({ grant_type: "client_credentials" })).text)["access_token"]);
			assert.equal((await party.token({ grant_type: "client_credentials" }, "wrong")).status, 401);
			assert.equal((await createAgent().open(party.authorizeUrl(), { follow: false })).status, 400);
		});
	});

	describe("sign-out that an application asks for (OpenID Connect RP-Initiated Logout)", () => {
		const idToken = async (person: TestPerson, agent = createAgent()) =>
			json((await relyingParty.exchange(codeOf(await relyingParty.signIn(person, {}, agent)))).text)["id_token"] ?? "";
		const logoutUrl = (hint: string) => `${provider.url}/oauth2/v1/logout?${new URLSearchParams({ id_token_hint: hint })}`;

		test("goes on by itself for the person whom the ID token names, and asks everybody else", async () => {
			const grace = await addPerson(provider, "Hopper", [application.clientId]);
			const agent = createAgent();
			const own = await idToken(ada, agent);
			assert.match((await agent.open(logoutUrl(own))).text, /data-press/);
			assert.doesNotMatch((await agent.open(logoutUrl(await idToken(grace)))).text, /data-press/);
			assert.doesNotMatch((await agent.open(`${provider.url}/oauth2/v1/logout`)).text, /data-press/);
		});

		test("ends the session and its tokens, and not before the person agrees", async () => {
			const agent = createAgent();
			const question = await agent.open(logoutUrl(await idToken(ada, agent)));
			assert.match((await agent.open(`${provider.url}/`)).url, /\/$/, "still signed in");
			await agent.submit(question, { logout: "yes" });
			assert.match((await agent.open(`${provider.url}/`)).url, /\/login/);
		});

		test("sends nobody to an address that is not registered", async () => {
			const agent = createAgent();
			const hint = await idToken(ada, agent);
			const url = `${logoutUrl(hint)}&post_logout_redirect_uri=${encodeURIComponent("http://evil.example/")}`;
			const page = await agent.open(url);
			assert.equal(page.status, 400);
		});
	});

	test("what is stored holds no code, token or session id in clear", async () => {
		const agent = createAgent();
		const callback = await relyingParty.signIn(ada, { scope: "openid offline_access" }, agent);
		const tokens = json((await relyingParty.exchange(codeOf(callback))).text);
		const secrets = [codeOf(callback), tokens["access_token"], tokens["refresh_token"], agent.cookie("signet_provider_session")];
		const files = provider.storedText();
		for (const secret of secrets) {
			assert.ok(secret);
			assert.equal(files.includes(secret), false);
		}
	});
});
