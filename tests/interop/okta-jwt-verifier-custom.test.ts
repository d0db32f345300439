import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import OktaJwtVerifier from "@okta/jwt-verifier";
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
const AUDIENCE = "api://default";

describe("@okta/jwt-verifier at a custom authorization server", () => {
	let provider: TestProvider;
	let application: TestApplication;
	let relyingParty: RelyingParty;
	let ada: TestPerson;
	let issuer: string;

	before(async () => {
		provider = await startProvider();
		issuer = `${provider.url}/oauth2/default`;
		const grantTypes = ["authorization_code", "refresh_token", "client_credentials"];
		application = await registerApplication(provider, "Wiki", { redirectUris: [REDIRECT], grantTypes });
		relyingParty = await createRelyingParty(issuer, application, REDIRECT, `${issuer}/v1`);
		ada = await addPerson(provider, "Ada", [application.clientId]);
	});
	after(() => provider.stop());

	const verifier = (assertClaims?: Record<string, unknown>) =>
		new OktaJwtVerifier({
			issuer,
			clientId: application.clientId,
			...(assertClaims ? { assertClaims } : {}),
			testing: { disableHttpsCheck: true },
		});
	const json = (text: string) => JSON.parse(text) as Record<string, string>;

	test("verifies the access token and the ID token of a person, and what they say is Okta's", async () => {
		const callback = await relyingParty.signIn(ada, { scope: "openid profile email" });
		assert.equal(callback.searchParams.get("iss"), issuer);
		const tokens = json((await relyingParty.exchange(callback.searchParams.get("code") ?? "")).text);
		assert.equal(tokens["token_type"], "Bearer");

		const access = await verifier({ "scp.includes": ["openid", "email"] }).verifyAccessToken(
			tokens["access_token"] ?? "",
			AUDIENCE,
		);
		const claims = access.claims as unknown as Record<string, unknown>;
		assert.deepEqual(Object.keys(access.header).toSorted(), ["alg", "kid", "typ"]);
		assert.deepEqual(
			{ ver: claims["ver"], sub: claims["sub"], uid: claims["uid"], cid: claims["cid"], scp: claims["scp"] },
			{ ver: 1, sub: ada.login, uid: ada.id, cid: application.clientId, scp: ["openid", "profile", "email"] },
		);
		assert.match(String(claims["jti"]), /^AT\./);
		assert.equal(typeof claims["auth_time"], "number");
		assert.equal(Number(claims["exp"]) - Number(claims["iat"]), 3600);

		const id = await verifier().verifyIdToken(tokens["id_token"] ?? "", application.clientId, "some-nonce");
		const person = id.claims as unknown as Record<string, unknown>;
		assert.equal(person["sub"], ada.id);
		assert.equal(person["ver"], 1);
		assert.deepEqual(person["amr"], ["pwd"]);
		assert.match(String(person["jti"]), /^ID\./);
		assert.match(String(person["idp"]), /^00o/);
		assert.equal(person["preferred_username"], ada.login);
	});

	test("verifies an application's own token, whose subject is the application", async () => {
		await provider.api("POST", "/api/v1/authorizationServers/default/scopes", { name: "things:read", default: true });
		for (const scope of ["things:read", undefined]) {
			const form = { grant_type: "client_credentials", ...(scope === undefined ? {} : { scope }) };
			const tokens = json((await relyingParty.token(form)).text);
			const { claims } = await verifier().verifyAccessToken(tokens["access_token"] ?? "", AUDIENCE);
			const said = claims as unknown as Record<string, unknown>;
			assert.equal(said["sub"], application.clientId);
			assert.equal(said["uid"], undefined);
			assert.deepEqual(said["scp"], ["things:read"]);
		}
	});

	test("verifies tokens from before and after a rotation of keys, and refuses another audience", async () => {
		const token = async () =>
			json((await relyingParty.token({ grant_type: "client_credentials", scope: "things:read" })).text)["access_token"] ?? "";
		const old = await token();
		await provider.api("POST", "/api/v1/authorizationServers/default/credentials/lifecycle/keyRotate", { use: "sig" });
		const fresh = await token();
		const check = verifier();
		const kids = await Promise.all(
			[old, fresh].map(async (one) => (await check.verifyAccessToken(one, AUDIENCE)).header["kid" as never]),
		);
		assert.notEqual(kids[0], kids[1]);
		await assert.rejects(check.verifyAccessToken(fresh, "api://other"), /audience/);
	});

	test("the discovery documents under the issuer and at the root of the host are one", async () => {
		const paths = [
			"/oauth2/default/.well-known/openid-configuration",
			"/oauth2/default/.well-known/oauth-authorization-server",
			"/.well-known/oauth-authorization-server/oauth2/default",
			"/.well-known/openid-configuration/oauth2/default",
		];
		for (const path of paths) {
			const metadata = json((await createAgent().open(`${provider.url}${path}`)).text);
			assert.equal(metadata["issuer"], issuer);
			assert.equal(metadata["authorization_endpoint"], `${issuer}/v1/authorize`);
			assert.equal(metadata["jwks_uri"], `${issuer}/v1/keys`);
			assert.deepEqual(metadata["code_challenge_methods_supported"], ["S256"]);
			assert.deepEqual(metadata["id_token_signing_alg_values_supported"], ["RS256"]);
			assert.equal(metadata["scopes_supported"]?.includes("things:read"), false);
		}
	});
});
