import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import OktaJwtVerifier from "@okta/jwt-verifier";
import { addPerson, registerApplication, startProvider, type TestProvider } from "../harness/provider.ts";
import { createRelyingParty } from "../harness/relying-party.ts";

const REDIRECT = "http://localhost:9/callback";
const NONCE = "some-nonce";

describe("@okta/jwt-verifier verifies the organisation's ID tokens", () => {
	let provider: TestProvider;
	let clientId: string;
	let idToken: string;

	before(async () => {
		provider = await startProvider();
		const application = await registerApplication(provider, "Wiki", { redirectUris: [REDIRECT] });
		clientId = application.clientId;
		const person = await addPerson(provider, "Ada", [clientId]);
		const party = await createRelyingParty(provider.url, application, REDIRECT);
		const callback = await party.signIn(person);
		const answer = await party.exchange(callback.searchParams.get("code") ?? "");
		idToken = (JSON.parse(answer.text) as { id_token: string }).id_token;
	});
	after(() => provider.stop());

	const verifier = (issuer = provider.url) => new OktaJwtVerifier({ issuer, testing: { disableHttpsCheck: true } } as never);

	test("with the keys that it finds by itself", async () => {
		const { claims, header } = await verifier().verifyIdToken(idToken, clientId, NONCE);
		assert.equal(claims.iss, provider.url);
		assert.equal(header.alg, "RS256");
		assert.ok(header.kid);
		const { ver, jti, idp, amr, at_hash: hash } = claims as unknown as Record<string, unknown>;
		assert.equal(ver, 1);
		assert.match(String(jti), /^ID\./);
		assert.match(String(idp), /^00o\w{17}$/);
		assert.deepEqual(amr, ["pwd"]);
		assert.ok(hash);
	});

	test("and refuses one for another application, of another sign-in, or changed", async () => {
		await assert.rejects(verifier().verifyIdToken(idToken, "0oaAnotherApplication", NONCE), /audience/);
		await assert.rejects(verifier().verifyIdToken(idToken, clientId, "another-nonce"), /nonce/);
		const [header, , signature] = idToken.split(".");
		const payload = Buffer.from(JSON.stringify({ iss: provider.url, aud: clientId, sub: "somebody else" })).toString("base64url");
		await assert.rejects(verifier().verifyIdToken(`${header}.${payload}.${signature}`, clientId, NONCE));
	});
});
