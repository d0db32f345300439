import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import * as client from "openid-client";
import { createAgent } from "../harness/agent.ts";
import {
	addPerson,
	registerApplication,
	startProvider,
	type TestApplication,
	type TestPerson,
	type TestProvider,
} from "../harness/provider.ts";

const REDIRECT = "http://localhost:9/callback";

describe("openid-client signs in at our provider", () => {
	let provider: TestProvider;
	let application: TestApplication;
	let person: TestPerson;
	let relyingParty: client.Configuration;

	before(async () => {
		provider = await startProvider();
		application = await registerApplication(provider, "Wiki", {
			redirectUris: [REDIRECT],
			grantTypes: ["authorization_code", "refresh_token"],
			logoutUris: ["http://localhost:9/bye"],
		});
		person = await addPerson(provider, "Ada", [application.clientId]);
		relyingParty = await client.discovery(new URL(provider.url), application.clientId, application.clientSecret, undefined, {
			execute: [client.allowInsecureRequests],
		});
	});
	after(() => provider.stop());

	/** A sign-in by hand up to the redirect back to the application. */
	const signInAt = async (url: URL, who = person, agent = createAgent()): Promise<URL> => {
		const page = await agent.open(url.href);
		const answer = await agent.submitUntil(page, { login: who.login, password: who.password }, REDIRECT);
		return new URL(answer);
	};
	const authorizeAndStop = async (extra: Record<string, string> = {}, who = person) => {
		const checks = {
			pkceCodeVerifier: client.randomPKCECodeVerifier(),
			expectedState: client.randomState(),
			expectedNonce: client.randomNonce(),
			idTokenExpected: true,
		};
		const url = client.buildAuthorizationUrl(relyingParty, {
			redirect_uri: REDIRECT,
			scope: "openid profile email groups",
			code_challenge: await client.calculatePKCECodeChallenge(checks.pkceCodeVerifier),
			code_challenge_method: "S256",
			state: checks.expectedState,
			nonce: checks.expectedNonce,
			...extra,
		});
		return { callback: await signInAt(url, who), checks };
	};

	test("with code, PKCE, state, nonce and RFC 9207 iss", async () => {
		const { callback, checks } = await authorizeAndStop();
		assert.equal(callback.searchParams.get("iss"), provider.url);
		const tokens = await client.authorizationCodeGrant(relyingParty, callback, checks);
		assert.equal(tokens.claims()?.["email"], person.login);
		assert.equal(tokens.refresh_token, undefined, "no refresh token without offline_access");
		const userinfo = await client.fetchUserInfo(relyingParty, tokens.access_token, person.id);
		assert.equal(userinfo.name, "Ada Tester");
		assert.equal(userinfo.email_verified, true);
	});

	test("a code works once, and its second use ends what the first one gave", async () => {
		const { callback, checks } = await authorizeAndStop();
		const tokens = await client.authorizationCodeGrant(relyingParty, callback, checks);
		await assert.rejects(client.authorizationCodeGrant(relyingParty, callback, checks), { error: "invalid_grant" });
		await assert.rejects(client.fetchUserInfo(relyingParty, tokens.access_token, person.id));
	});

	test("a code works once even when two requests come at the same moment", async () => {
		const { callback, checks } = await authorizeAndStop();
		const attempts = await Promise.allSettled(
			[1, 2, 3, 4].map(() => client.authorizationCodeGrant(relyingParty, callback, checks)),
		);
		assert.equal(attempts.filter(({ status }) => status === "fulfilled").length <= 1, true);
	});

	test("refresh tokens rotate, and one that comes back ends the whole grant", async () => {
		const { callback, checks } = await authorizeAndStop({ scope: "openid offline_access" });
		const first = await client.authorizationCodeGrant(relyingParty, callback, checks);
		assert.ok(first.refresh_token, "offline_access gives a refresh token without prompt=consent");
		const second = await client.refreshTokenGrant(relyingParty, first.refresh_token);
		assert.notEqual(second.refresh_token, first.refresh_token);
		await assert.rejects(client.refreshTokenGrant(relyingParty, first.refresh_token), { error: "invalid_grant" });
		await assert.rejects(client.refreshTokenGrant(relyingParty, second.refresh_token ?? ""), { error: "invalid_grant" });
	});

	test("introspection and revocation agree", async () => {
		const { callback, checks } = await authorizeAndStop();
		const { access_token: token } = await client.authorizationCodeGrant(relyingParty, callback, checks);
		assert.equal((await client.tokenIntrospection(relyingParty, token)).active, true);
		await client.tokenRevocation(relyingParty, token);
		assert.equal((await client.tokenIntrospection(relyingParty, token)).active, false);
	});

	test("a person whose assignment is taken away loses their tokens", async () => {
		const passing = await addPerson(provider, "Grace", [application.clientId]);
		const { callback, checks } = await authorizeAndStop({ scope: "openid offline_access" }, passing);
		const tokens = await client.authorizationCodeGrant(relyingParty, callback, checks);
		await provider.api("DELETE", `/api/v1/apps/${application.clientId}/users/${passing.id}`);
		await assert.rejects(client.fetchUserInfo(relyingParty, tokens.access_token, passing.id));
		await assert.rejects(client.refreshTokenGrant(relyingParty, tokens.refresh_token ?? ""), { error: "invalid_grant" });
	});

	test("pushed authorization requests (RFC 9126) keep offline_access", async () => {
		const checks = { pkceCodeVerifier: client.randomPKCECodeVerifier(), expectedState: client.randomState() };
		const url = await client.buildAuthorizationUrlWithPAR(relyingParty, {
			redirect_uri: REDIRECT,
			scope: "openid offline_access",
			code_challenge: await client.calculatePKCECodeChallenge(checks.pkceCodeVerifier),
			code_challenge_method: "S256",
			state: checks.expectedState,
		});
		const callback = await signInAt(url);
		const tokens = await client.authorizationCodeGrant(relyingParty, callback, checks);
		assert.ok(tokens.refresh_token);
	});
});
