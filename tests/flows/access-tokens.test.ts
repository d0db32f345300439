import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { type Agent, createAgent } from "../harness/agent.ts";
import { startPlatform, type TestPlatform } from "../harness/platform.ts";
import { addPerson, registerApplication, startProvider, type TestPerson, type TestProvider } from "../harness/provider.ts";

const PATH = "/api/v0/users/me/oidc-access-token";

describe("Enable Access Tokens", () => {
	let provider: TestProvider;
	let platform: TestPlatform;
	let person: TestPerson;
	let configuration: Record<string, unknown>;

	before(async () => {
		provider = await startProvider();
		platform = await startPlatform();
		const { clientId, clientSecret } = await registerApplication(provider, "Platform", {
			redirectUris: [`${platform.url}/oidc/callback`],
		});
		person = await addPerson(provider, "Ada", [clientId]);
		configuration = { method: "openid-connect", clientId, clientSecret, issuer: provider.url };
	});
	after(async () => {
		await platform.stop();
		await provider.stop();
	});

	const signedIn = async (): Promise<Agent> => {
		const agent = createAgent();
		const form = await agent.open(`${platform.url}/oidc/login`);
		await agent.submit(form, { login: person.login, password: person.password });
		return agent;
	};

	test("gives people the provider's access token of their own session, which works there", async () => {
		await platform.api("PUT", "/api/v0/authentication", { ...configuration, enableAccessTokens: true });
		const agent = await signedIn();
		const { text } = await agent.open(`${platform.url}${PATH}`);
		const { accessToken, expires } = JSON.parse(text) as { accessToken: string; expires: string };
		assert.ok(Date.parse(expires) > Date.now());
		const userinfo = await createAgent().open(`${provider.url}/oauth2/v1/userinfo`, {
			headers: { authorization: `Bearer ${accessToken}` },
		});
		assert.equal((JSON.parse(userinfo.text) as { sub: string }).sub, person.id);
		assert.equal(platform.storedText().includes(accessToken), false, "sealed where it is kept");
	});

	test("off, keeps no token and gives none, not even one that was kept before", async () => {
		const before = await signedIn();
		await platform.api("PUT", "/api/v0/authentication", { ...configuration, enableAccessTokens: false });
		for (const agent of [before, await signedIn()]) {
			const page = await agent.open(`${platform.url}${PATH}`);
			assert.equal(page.status, 404);
			assert.match(page.text, /not enabled/);
		}
	});

	test("has nothing for somebody who signed in with a password, nor for a stranger", async () => {
		await platform.api("PUT", "/api/v0/authentication", { ...configuration, enableAccessTokens: true });
		await assert.rejects(platform.api("GET", PATH), /404/);
		assert.equal((await createAgent().open(`${platform.url}${PATH}`)).status, 401);
	});
});
