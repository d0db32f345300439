import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { calculateJwkThumbprint, decodeJwt, exportJWK, generateKeyPair, type JWTPayload, SignJWT } from "jose";
import { openDatabase } from "#common/db/database.ts";
import type { Tables } from "../../provider/database.ts";
import { migrations } from "../../provider/migrations/index.ts";
import { type Agent, createAgent, type Page } from "../harness/agent.ts";
import {
	addPerson,
	freePort,
	registerApplication,
	startProvider,
	type TestApplication,
	type TestPerson,
	type TestProvider,
} from "../harness/provider.ts";
import { createRelyingParty, type RelyingParty } from "../harness/relying-party.ts";

const REDIRECT = "http://localhost:9/callback";
const SERVERS = "/api/v1/authorizationServers";
const ANYBODY = {
	people: { groups: { include: ["EVERYONE"] } },
	grantTypes: { include: ["authorization_code", "client_credentials"] },
	scopes: { include: ["*"] },
};

/** Longer than other files: one provider with its servers, people and applications takes seconds to fill, and every attack needs all of it. */
describe("custom authorization servers", () => {
	let folder: string;
	let provider: TestProvider;
	let application: TestApplication;
	let ada: TestPerson;
	let organization: RelyingParty;
	let first: { id: string; party: RelyingParty };
	let second: { id: string; party: RelyingParty };

	const partyAt = (id: string) =>
		createRelyingParty(`${provider.url}/oauth2/${id}`, application, REDIRECT, `${provider.url}/oauth2/${id}/v1`);

	const makeServer = async (name: string, conditions: object = ANYBODY, token: object = {}) => {
		const { id } = await provider.api<{ id: string }>("POST", SERVERS, { name, audiences: [`api://${name}`] });
		const policy = { name: "All", conditions: { clients: { include: ["ALL_CLIENTS"] } } };
		const { id: policyId } = await provider.api<{ id: string }>("POST", `${SERVERS}/${id}/policies`, policy);
		await provider.api("POST", `${SERVERS}/${id}/policies/${policyId}/rules`, { name: "All", conditions, actions: { token } });
		return { id, policyId, party: await partyAt(id) };
	};

	before(async () => {
		folder = mkdtempSync(join(tmpdir(), "signet-custom-"));
		provider = await startProvider({ dataDir: folder });
		application = await registerApplication(provider, "Wiki", {
			redirectUris: [REDIRECT],
			logoutUris: ["http://localhost:9/bye"],
			grantTypes: ["authorization_code", "refresh_token", "client_credentials"],
		});
		ada = await addPerson(provider, "Ada", [application.clientId]);
		organization = await createRelyingParty(provider.url, application, REDIRECT);
		first = await makeServer("first");
		second = await makeServer("second");
	});
	after(async () => {
		await provider.stop();
		rmSync(folder, { recursive: true, force: true });
	});

	const json = (text: string) => JSON.parse(text) as Record<string, string>;
	const codeOf = (callback: URL) => callback.searchParams.get("code") ?? "";
	const tokensFrom = async (party: RelyingParty, scope = "openid email offline_access", agent?: Agent) =>
		json((await party.exchange(codeOf(await party.signIn(ada, { scope, prompt: "" }, agent)))).text);
	const basic = () => `Basic ${Buffer.from(`${application.clientId}:${application.clientSecret}`).toString("base64")}`;
	const post = (path: string, form: Record<string, string>): Promise<Page> =>
		createAgent().open(`${provider.url}${path}`, {
			method: "POST",
			body: new URLSearchParams(form).toString(),
			headers: { accept: "application/json", authorization: basic() },
		});
	const userinfo = (path: string, token: string) =>
		createAgent().open(`${provider.url}${path}/userinfo`, { headers: { authorization: `Bearer ${token}` } });
	const errorAt = (callback: URL) => [callback.searchParams.get("error"), callback.searchParams.get("error_description")];

	describe("what one server has issued is worth nothing at another", () => {
		test("a code", async () => {
			for (const [from, to] of [
				[first.party, second.party],
				[first.party, organization],
				[organization, first.party],
			] as const) {
				const page = await to.exchange(codeOf(await from.signIn(ada)));
				assert.equal(json(page.text)["error"], "invalid_grant");
			}
		});

		test("a refresh token", async () => {
			const { refresh_token: token = "" } = await tokensFrom(first.party);
			for (const other of [second.party, organization]) {
				const page = await other.token({ grant_type: "refresh_token", refresh_token: token });
				assert.equal(json(page.text)["error"], "invalid_grant");
			}
			assert.ok(json((await first.party.token({ grant_type: "refresh_token", refresh_token: token })).text)["access_token"]);
		});

		test("an access token, at userinfo, introspection and revocation, and at the management API", async () => {
			const { access_token: token = "" } = await tokensFrom(first.party);
			const here = `/oauth2/${first.id}/v1`;
			const there = `/oauth2/${second.id}/v1`;
			assert.equal((await userinfo(there, token)).status, 401);
			assert.equal((await userinfo("/oauth2/v1", token)).status, 401);
			assert.deepEqual(json((await post(`${there}/introspect`, { token })).text), { active: false });
			assert.equal((await post(`${there}/revoke`, { token })).status, 200);
			assert.equal((await userinfo(here, token)).status, 200);
			const headers = { authorization: `Bearer ${token}` };
			assert.equal((await createAgent().open(`${provider.url}/api/v1/users`, { headers })).status, 401);
			const { access_token: organizations = "" } = await tokensFrom(organization);
			assert.equal((await userinfo(here, organizations)).status, 401);
		});

		test("a pushed request", async () => {
			const pushed = await post(`/oauth2/${first.id}/v1/par`, {
				client_id: application.clientId,
				response_type: "code",
				redirect_uri: REDIRECT,
				scope: "openid",
				code_challenge: "x".repeat(43),
				code_challenge_method: "S256",
			});
			const { request_uri: uri = "" } = json(pushed.text);
			assert.equal(pushed.status, 201, pushed.text);
			for (const base of [`/oauth2/${second.id}/v1`, "/oauth2/v1"]) {
				const query = new URLSearchParams({ client_id: application.clientId, request_uri: uri });
				const page = await createAgent().open(`${provider.url}${base}/authorize?${query}`, { follow: false });
				assert.equal(page.status, 400);
			}
		});

		test("a sign-in that is under way: it goes on where it began, whatever the address says", async () => {
			const agent = createAgent();
			const page = await agent.open(first.party.authorizeUrl());
			assert.match(page.url, new RegExp(`/login/[\\w-]+~${first.id}$`));
			for (const other of [`~${second.id}`, "", "~", "~default", "~aus"]) {
				const forged = page.url.replace(/~\w+$/, other);
				assert.equal((await agent.open(forged)).status, 400, forged);
			}
			const to = await agent.submitUntil(page, { login: ada.login, password: ada.password }, REDIRECT);
			assert.ok(new URL(to).searchParams.get("code"));
		});
	});

	describe("an access token", () => {
		test("of another key, without signature, or that is only its id, opens nothing", async () => {
			const { access_token: token = "" } = await tokensFrom(first.party);
			const { jti = "" } = decodeJwt(token);
			const [header = "", payload = ""] = token.split(".");
			const { privateKey } = await generateKeyPair("RS256");
			const kid = JSON.parse(Buffer.from(header, "base64url").toString()).kid as string;
			const forged = await new SignJWT(decodeJwt(token) as JWTPayload)
				.setProtectedHeader({ alg: "RS256", kid, typ: "at+jwt" })
				.sign(privateKey);
			const none = `${Buffer.from('{"alg":"none","typ":"at+jwt"}').toString("base64url")}.${payload}.`;
			const base = `/oauth2/${first.id}/v1`;
			for (const bad of [jti, forged, none, `jwt!${jti}`, `${token}x`, "..", "jwt!"]) {
				assert.equal((await userinfo(base, bad)).status, 401, bad);
				assert.notEqual(json((await post(`${base}/introspect`, { token: bad })).text)["active"], true, bad);
			}
			assert.equal((await userinfo(base, token)).status, 200);
		});

		test("is described by introspection, and is worth nothing once it is revoked", async () => {
			const { access_token: token = "" } = await tokensFrom(first.party);
			const base = `/oauth2/${first.id}/v1`;
			const said = json((await post(`${base}/introspect`, { token })).text) as unknown as Record<string, unknown>;
			assert.deepEqual(
				{ active: said["active"], sub: said["sub"], username: said["username"], uid: said["uid"], aud: said["aud"] },
				{ active: true, sub: ada.login, username: ada.login, uid: ada.id, aud: "api://first" },
			);
			assert.equal(said["iss"], `${provider.url}${base.slice(0, -3)}`);
			assert.equal(said["jti"], decodeJwt(token).jti);
			assert.equal((await post(`${base}/revoke`, { token })).status, 200);
			assert.deepEqual(json((await post(`${base}/introspect`, { token })).text), { active: false });
			assert.equal((await userinfo(base, token)).status, 401);
		});

		test("of one server outlives a sign-in at another, and ends with the session", async () => {
			const agent = createAgent();
			const here = await tokensFrom(first.party, "openid", agent);
			const elsewhere = await tokensFrom(second.party, "openid", agent);
			const organizations = await tokensFrom(organization, "openid", agent);
			const all = [
				[`/oauth2/${first.id}/v1`, here],
				[`/oauth2/${second.id}/v1`, elsewhere],
				["/oauth2/v1", organizations],
			] as const;
			for (const [base, { access_token: token = "" }] of all) assert.equal((await userinfo(base, token)).status, 200, base);
			const query = new URLSearchParams({
				id_token_hint: here["id_token"] ?? "",
				post_logout_redirect_uri: "http://localhost:9/bye",
			});
			const page = await agent.open(`${provider.url}/oauth2/${first.id}/v1/logout?${query}`);
			await agent.submitUntil(page, { logout: "yes" }, "http://localhost:9/bye");
			for (const [base, { access_token: token = "" }] of all) assert.equal((await userinfo(base, token)).status, 401, base);
		});
	});

	describe("single sign-on", () => {
		test("one sign-in is enough for every server", async () => {
			const agent = createAgent();
			await first.party.signIn(ada, {}, agent);
			for (const { party } of [second, { party: organization }]) {
				const page = await agent.open(party.authorizeUrl({ prompt: "none" }), { follow: false });
				assert.match(page.headers.get("location") ?? "", /[?&]code=/);
			}
		});
	});

	describe("policies", () => {
		const REFUSED = "Policy evaluation failed for this request, please check the policy configurations.";

		test("a server without one issues nothing", async () => {
			const { id } = await provider.api<{ id: string }>("POST", SERVERS, { name: "bare", audiences: ["api://bare"] });
			const party = await partyAt(id);
			assert.deepEqual(errorAt(await party.signIn(ada)), ["access_denied", REFUSED]);
			await provider.api("POST", `${SERVERS}/${id}/scopes`, { name: "things" });
			const answer = json((await party.token({ grant_type: "client_credentials", scope: "things" })).text);
			assert.deepEqual([answer["error"], answer["error_description"]], ["access_denied", REFUSED]);
		});

		test("a rule lets its groups in, for its scopes and grants, for as long as it says", async () => {
			const group = await provider.api<{ id: string }>("POST", "/api/v1/groups", { profile: { name: "Editors" } });
			const conditions = {
				people: { groups: { include: [group.id] } },
				grantTypes: { include: ["authorization_code"] },
				scopes: { include: ["openid", "email"] },
			};
			const { party } = await makeServer("strict", conditions, { accessTokenLifetimeMinutes: 5 });
			assert.equal(errorAt(await party.signIn(ada, { scope: "openid email" }))[0], "access_denied");
			await provider.api("PUT", `/api/v1/groups/${group.id}/users/${ada.id}`);
			assert.equal((await tokensFrom(party, "openid email"))["expires_in"] as unknown, 300);
			assert.equal(errorAt(await party.signIn(ada, { scope: "openid email phone" }))[0], "access_denied");
		});

		test("a code whose rule has gone before it was redeemed buys nothing", async () => {
			const { id, policyId, party } = await makeServer("changing");
			const code = codeOf(await party.signIn(ada));
			await provider.api("POST", `${SERVERS}/${id}/policies/${policyId}/lifecycle/deactivate`);
			assert.equal(json((await party.exchange(code)).text)["error"], "access_denied");
		});

		test("a refresh token is over when its lifetime is", async () => {
			const { party } = await makeServer(
				"short",
				{ ...ANYBODY },
				{ refreshTokenLifetimeMinutes: 60, refreshTokenWindowMinutes: 10 },
			);
			const { refresh_token: token = "" } = await tokensFrom(party);
			const said = await provider.api<{ expiresAt: string; created: string }[]>(
				"GET",
				`/api/v1/apps/${application.clientId}/tokens?limit=200`,
			);
			const lives = said.map(({ expiresAt, created }) => (Date.parse(expiresAt) - Date.parse(created)) / 60_000);
			assert.ok(token !== "" && lives.includes(10), String(lives));
		});
	});

	test("a page that gets its tokens at once is asked about as that (implicit), and gets what a rule allows", async () => {
		const { id } = await provider.api<{ id: string }>("POST", "/api/v1/apps", {
			name: "oidc_client",
			label: "Page",
			signOnMode: "OPENID_CONNECT",
			credentials: { oauthClient: { token_endpoint_auth_method: "none" } },
			settings: {
				oauthClient: {
					application_type: "browser",
					redirect_uris: [REDIRECT],
					response_types: ["id_token", "token"],
					grant_types: ["implicit"],
				},
			},
		});
		await provider.api("POST", `/api/v1/apps/${id}/users`, { id: ada.id, scope: "USER" });
		const page = { clientId: id, clientSecret: "" };
		const asked = { response_type: "id_token token", scope: "openid", code_challenge: "", code_challenge_method: "" };
		const answer = async (server: string) => {
			const issuer = `${provider.url}/oauth2/${server}`;
			const to = await (await createRelyingParty(issuer, page, REDIRECT, `${issuer}/v1`)).signIn(ada, asked);
			return new URLSearchParams(to.hash.slice(1));
		};
		const given = await answer("default");
		const access = decodeJwt(given.get("access_token") ?? "");
		assert.deepEqual([access["cid"], access["uid"], access["aud"]], [id, ada.id, "api://default"]);
		assert.equal(decodeJwt(given.get("id_token") ?? "").iss, `${provider.url}/oauth2/default`);
		assert.equal((await answer(first.id)).get("error"), "access_denied");
	});

	test("two processes agree: a change at one holds at the other's next request", async () => {
		const other = await startProvider({ dataDir: folder, port: await freePort() });
		try {
			const { id, policyId, party } = await makeServer("shared");
			const base = `/oauth2/${id}/v1`;
			const keysAt = async (url: string) =>
				(JSON.parse((await createAgent().open(`${url}${base}/keys`)).text) as { keys: { kid: string }[] }).keys.map(
					({ kid }) => kid,
				);
			const before = await keysAt(other.url);
			await provider.api("POST", `${SERVERS}/${id}/credentials/lifecycle/keyRotate`, { use: "sig" });
			assert.deepEqual(await keysAt(other.url), await keysAt(provider.url));
			assert.notDeepEqual(await keysAt(other.url), before);
			assert.ok(codeOf(await party.signIn(ada)));
			await provider.api("POST", `${SERVERS}/${id}/lifecycle/deactivate`);
			assert.equal((await createAgent().open(`${other.url}${base}/keys`)).status, 404);
			assert.ok(policyId);
		} finally {
			await other.stop();
		}
	});

	test("what a refresh token belongs to lasts as long as the token may, and stays ended once it was revoked", async () => {
		const year = 365 * 24 * 60;
		const { id, party } = await makeServer("lasting", ANYBODY, {
			refreshTokenLifetimeMinutes: 0,
			refreshTokenWindowMinutes: year,
		});
		const { refresh_token: token = "" } = await tokensFrom(party);
		const db = await openDatabase<Tables>({ dataDir: folder }, "provider", migrations);
		try {
			const rows = await db
				.selectFrom("engine_records")
				.select(["model", "expires", "payload"])
				.where("model", "like", `${id}/%`)
				.execute();
			const endOf = (model: string) => rows.find((row) => row.model === `${id}/${model}`);
			const grant = endOf("Grant");
			assert.ok(Number(grant?.expires) >= Number(endOf("RefreshToken")?.expires));
			assert.equal((JSON.parse(grant?.payload ?? "") as { exp: number }).exp, Number(grant?.expires));
		} finally {
			await db.destroy();
		}
		const { refresh_token: next = "" } = json((await party.token({ grant_type: "refresh_token", refresh_token: token })).text);
		await post(`/oauth2/${id}/v1/revoke`, { token: next });
		const page = await party.token({ grant_type: "refresh_token", refresh_token: next });
		assert.equal(json(page.text)["error"], "invalid_grant");
	});

	test("a refresh token works again and again for an application that does not rotate them", async () => {
		const { body } = { body: await provider.api<Record<string, never>>("GET", `/api/v1/apps/${application.clientId}`) };
		const { settings } = body as unknown as { settings: { oauthClient: object } };
		const rotation = async (type: string) =>
			provider.api("PUT", `/api/v1/apps/${application.clientId}`, {
				...body,
				settings: { ...settings, oauthClient: { ...settings.oauthClient, refresh_token: { rotation_type: type, leeway: 0 } } },
			});
		await rotation("STATIC");
		const { refresh_token: token = "" } = await tokensFrom(first.party);
		for (let round = 0; round < 3; round++) {
			const answer = json((await first.party.token({ grant_type: "refresh_token", refresh_token: token })).text);
			assert.ok(answer["access_token"], answer["error_description"]);
			assert.equal(answer["refresh_token"], token);
		}
		await rotation("ROTATE");
	});

	test("a person may be named by another claim than the login, and a subject that comes to nothing is the person's id", async () => {
		const { id, party } = await makeServer("subjects");
		const claims = await provider.api<{ id: string; name: string }[]>("GET", `${SERVERS}/${id}/claims`);
		const subject = claims.find(({ name }) => name === "sub");
		for (const [value, expected] of [
			["user.firstName", "Ada"],
			["user.nothing", ada.id],
		] as const) {
			await provider.api("PUT", `${SERVERS}/${id}/claims/${subject?.id}`, { ...subject, value });
			assert.equal(decodeJwt((await tokensFrom(party, "openid"))["access_token"] ?? "").sub, expected);
		}
	});

	test("an access token of a bound application names its key (RFC 9449 section 6.1)", async () => {
		const app = await provider.api<{ id: string; credentials: { oauthClient: { client_secret: string } } }>(
			"POST",
			"/api/v1/apps",
			{
				name: "oidc_client",
				label: "Bound",
				signOnMode: "OPENID_CONNECT",
				credentials: { oauthClient: { token_endpoint_auth_method: "client_secret_post" } },
				settings: {
					oauthClient: { application_type: "service", grant_types: ["client_credentials"], dpop_bound_access_tokens: true },
				},
			},
		);
		await provider.api("POST", `${SERVERS}/${first.id}/scopes`, { name: "bound" });
		const { privateKey, publicKey } = await generateKeyPair("ES256", { extractable: true });
		const jwk = await exportJWK(publicKey);
		const url = `${provider.url}/oauth2/${first.id}/v1/token`;
		const ask = async (nonce?: string) =>
			createAgent().open(url, {
				method: "POST",
				headers: {
					accept: "application/json",
					dpop: await new SignJWT({ htm: "POST", htu: url, jti: `${Math.random()}`, ...(nonce === undefined ? {} : { nonce }) })
						.setProtectedHeader({ alg: "ES256", typ: "dpop+jwt", jwk })
						.setIssuedAt()
						.sign(privateKey),
				},
				body: new URLSearchParams({
					grant_type: "client_credentials",
					scope: "bound",
					client_id: app.id,
					client_secret: app.credentials.oauthClient.client_secret,
				}).toString(),
			});
		const challenged = await ask();
		assert.equal(json(challenged.text)["error"], "use_dpop_nonce");
		const tokens = json((await ask(challenged.headers.get("dpop-nonce") ?? "")).text);
		assert.equal(tokens["token_type"], "DPoP");
		assert.deepEqual(decodeJwt(tokens["access_token"] ?? "")["cnf"], { jkt: await calculateJwkThumbprint(jwk) });
	});

	describe("scopes", () => {
		test("that the server does not have are refused, and so is asking for nothing where nothing is given by default", async () => {
			for (const scope of ["openid unknown", "unknown", "openid okta.users.read"]) {
				assert.deepEqual(errorAt(await first.party.signIn(ada, { scope, nonce: "" })), [
					"invalid_scope",
					"One or more scopes are not configured for the authorization server resource.",
				]);
			}
			assert.equal(errorAt(await first.party.signIn(ada, { scope: "", nonce: "" }))[0], "invalid_scope");
			for (const scope of ["openid", "unknown", "okta.users.read", ""]) {
				const answer = await first.party.token({ grant_type: "client_credentials", scope });
				assert.equal(json(answer.text)["error"], "invalid_scope", scope);
			}
		});
	});

	test("a scope that was deleted is in no token any more, not even in a refreshed one", async () => {
		const { id, party } = await makeServer("shrinking");
		const scope = await provider.api<{ id: string }>("POST", `${SERVERS}/${id}/scopes`, { name: "things:delete" });
		const { refresh_token: token = "" } = await tokensFrom(party, "openid offline_access things:delete");
		const code = codeOf(await party.signIn(ada, { scope: "openid things:delete" }));
		await provider.api("DELETE", `${SERVERS}/${id}/scopes/${scope.id}`);
		for (const page of [await party.token({ grant_type: "refresh_token", refresh_token: token }), await party.exchange(code)]) {
			const tokens = json(page.text);
			assert.deepEqual((decodeJwt(tokens["access_token"] ?? "")["scp"] as string[]).includes("things:delete"), false);
			assert.doesNotMatch(tokens["scope"] ?? "", /things/);
		}
	});

	describe("claims", () => {
		test("come by scope, by kind of token, and with the groups that pass", async () => {
			const { id, party } = await makeServer("claims");
			const claim = (body: object) => provider.api("POST", `${SERVERS}/${id}/claims`, body);
			const resource = { claimType: "RESOURCE", valueType: "EXPRESSION" };
			await claim({ ...resource, name: "greeting", value: '"Hello " + user.firstName' });
			await claim({ ...resource, name: "mail", value: "user.email", conditions: { scopes: ["email"] } });
			const groups = { valueType: "GROUPS", group_filter_type: "STARTS_WITH", value: "EVERY" };
			await claim({ ...groups, name: "groups", claimType: "IDENTITY", alwaysIncludeInToken: true });
			await claim({ ...groups, name: "later", claimType: "IDENTITY", alwaysIncludeInToken: false });
			const tokens = await tokensFrom(party, "openid");
			const access = decodeJwt(tokens["access_token"] ?? "");
			assert.equal(access["greeting"], "Hello Ada");
			assert.equal(access["mail"], undefined);
			assert.equal(access["groups"], undefined);
			const identity = decodeJwt(tokens["id_token"] ?? "");
			assert.deepEqual([identity["groups"], identity["later"], identity["greeting"]], [["Everyone"], undefined, undefined]);
			const said = json((await userinfo(`/oauth2/${id}/v1`, tokens["access_token"] ?? "")).text);
			assert.deepEqual([said["groups"], said["later"]] as unknown[], [["Everyone"], ["Everyone"]]);
			assert.equal(decodeJwt((await tokensFrom(party, "openid email"))["access_token"] ?? "")["mail"], ada.login);
		});

		test("of a standard name, behind a scope of their own, do not open what the standard one guards", async () => {
			const { id, party } = await makeServer("guarded");
			await provider.api("POST", `${SERVERS}/${id}/scopes`, { name: "office" });
			await provider.api("POST", `${SERVERS}/${id}/claims`, {
				...{ name: "email", claimType: "IDENTITY", valueType: "EXPRESSION", value: '"office@example.com"' },
				...{ conditions: { scopes: ["office"] }, alwaysIncludeInToken: true },
			});
			const emails = async (scope: string) => {
				const tokens = await tokensFrom(party, scope);
				const said = json((await userinfo(`/oauth2/${id}/v1`, tokens["access_token"] ?? "")).text);
				return [decodeJwt(tokens["id_token"] ?? "")["email"], said["email"]];
			};
			assert.deepEqual(await emails("openid"), [undefined, undefined]);
			assert.deepEqual(await emails("openid office"), ["office@example.com", "office@example.com"]);
			assert.deepEqual(await emails("openid email"), [ada.login, ada.login]);
		});

		test("that take too much work are the application's error, and nothing fails", async () => {
			const { id, party } = await makeServer("busy");
			const value = `String.replace("${"a".repeat(300)}", "a", "${"a".repeat(300)}")`;
			await provider.api("POST", `${SERVERS}/${id}/claims`, {
				...{ name: "long", claimType: "RESOURCE", valueType: "EXPRESSION", value },
			});
			const page = await party.exchange(codeOf(await party.signIn(ada, { scope: "openid" })));
			assert.deepEqual([page.status, json(page.text)["error"]], [400, "invalid_request"], page.text);
		});

		test("more than a hundred groups are an error, never some of them", async () => {
			const { id, party } = await makeServer("crowded");
			const body = { claimType: "RESOURCE", valueType: "GROUPS", group_filter_type: "REGEX", value: "Crowd.*", name: "groups" };
			await provider.api("POST", `${SERVERS}/${id}/claims`, body);
			const code = async () => codeOf(await party.signIn(ada, { scope: "openid" }));
			const join = async (name: string) => {
				const group = await provider.api<{ id: string }>("POST", "/api/v1/groups", { profile: { name } });
				await provider.api("PUT", `/api/v1/groups/${group.id}/users/${ada.id}`);
			};
			for (let number = 0; number < 100; number++) await join(`Crowd ${number}`);
			const { access_token: full = "" } = json((await party.exchange(await code())).text);
			assert.equal((decodeJwt(full)["groups"] as unknown[]).length, 100);
			await join("Crowd too many");
			assert.equal(json((await party.exchange(await code())).text)["error"], "too_many_groups_in_groups_claim");
		});
	});

	describe("a server that is not there", () => {
		test("is not found, in Okta's words, and so is an inactive one until it is active again", async () => {
			const { id, party } = await makeServer("sleeping");
			const missing = async (server: string, path: string) => {
				const page = await createAgent().open(`${provider.url}/oauth2/${server}${path}`);
				const { errorCode, errorSummary } = json(page.text);
				assert.deepEqual(
					[page.status, errorCode, errorSummary],
					[404, "E0000007", `Not found: Resource not found: ${server} (AuthorizationServer)`],
				);
			};
			for (const path of ["", "/v1/keys", "/v1/authorize", "/.well-known/openid-configuration"]) await missing("ausNobody", path);
			const { access_token: token = "" } = await tokensFrom(party);
			await provider.api("POST", `${SERVERS}/${id}/lifecycle/deactivate`);
			await missing(id, "/v1/keys");
			await provider.api("POST", `${SERVERS}/${id}/lifecycle/activate`);
			assert.equal((await userinfo(`/oauth2/${id}/v1`, token)).status, 200);
		});

		test("leaves no token behind", async () => {
			const { id, party } = await makeServer("going");
			await tokensFrom(party);
			const mine = async () =>
				(await provider.api<{ issuer: string }[]>("GET", `/api/v1/apps/${application.clientId}/tokens?limit=200`)).filter(
					({ issuer }) => issuer.endsWith(id),
				).length;
			assert.equal(await mine(), 1);
			await provider.api("DELETE", `${SERVERS}/${id}`);
			assert.equal(await mine(), 0);
		});
	});

	test("the management API lists and revokes an application's refresh tokens of one server", async () => {
		const { id, party } = await makeServer("listed");
		const { refresh_token: token = "" } = await tokensFrom(party);
		const clients = await provider.api<{ client_id: string }[]>("GET", `${SERVERS}/${id}/clients`);
		assert.deepEqual(
			clients.map((client) => client.client_id),
			[application.clientId],
		);
		const at = `${SERVERS}/${id}/clients/${application.clientId}/tokens`;
		const [listed] = await provider.api<{ id: string; userId: string; issuer: string; scopes: string[] }[]>("GET", at);
		assert.equal(listed?.userId, ada.id);
		assert.equal(listed.issuer, `${provider.url}/oauth2/${id}`);
		assert.deepEqual(await provider.api("GET", `${at}/${listed.id}`), listed);
		await assert.rejects(provider.api("GET", `${SERVERS}/default/clients/${application.clientId}/tokens/${listed.id}`), /404/);
		await provider.api("DELETE", `${at}/${listed.id}`);
		assert.deepEqual(await provider.api("GET", at), []);
		const page = await party.token({ grant_type: "refresh_token", refresh_token: token });
		assert.equal(json(page.text)["error"], "invalid_grant");
	});

	test("what happens at a custom server stands in the System Log as such", async () => {
		await tokensFrom(first.party);
		const events = await provider.api<{ eventType: string }[]>("GET", "/api/v1/logs?limit=200&sortOrder=DESCENDING");
		const types = new Set(events.map(({ eventType }) => eventType));
		for (const type of ["app.oauth2.as.authorize.code", "app.oauth2.as.token.grant.access_token"])
			assert.ok(types.has(type), type);
	});
});
