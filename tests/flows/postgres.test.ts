import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { createAgent } from "../harness/agent.ts";
import { ownDatabase } from "../harness/databases.ts";
import { startPlatform, type TestPlatform } from "../harness/platform.ts";
import { addPerson, registerApplication, startProvider, type TestPerson, type TestProvider } from "../harness/provider.ts";

describe("both halves over one PostgreSQL database", () => {
	let provider: TestProvider;
	let platform: TestPlatform;
	let person: TestPerson;

	before(async () => {
		const databaseUrl = await ownDatabase();
		provider = await startProvider({ databaseUrl });
		platform = await startPlatform({ databaseUrl });
	});
	after(async () => {
		await platform.stop();
		await provider.stop();
	});

	test("sign a person in, from registration to the platform's session", async () => {
		const { clientId, clientSecret } = await registerApplication(provider, "Platform", {
			redirectUris: [`${platform.url}/oidc/callback`],
		});
		person = await addPerson(provider, "Ada", [clientId]);
		await platform.api("PUT", "/api/v0/authentication", {
			method: "openid-connect",
			clientId,
			clientSecret,
			issuer: provider.url,
		});
		const agent = createAgent();
		await agent.submit(await agent.open(`${platform.url}/oidc/login`), { login: person.login, password: person.password });
		const { text } = await agent.open(`${platform.url}/api/v0/me`);
		assert.equal((JSON.parse(text) as { name: string }).name, "Ada Tester");
	});

	test("tell of it in both logs", async () => {
		const events = await provider.api<{ eventType: string }[]>("GET", "/api/v1/logs?limit=50");
		assert.ok(events.some(({ eventType }) => eventType === "user.authentication.sso"));
		const audit = await platform.api<{ items: { action: string; result: string }[] }>("GET", "/api/v0/audit");
		assert.ok(audit.items.some(({ action, result }) => action === "sign-in" && result === "success"));
	});
});
