import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { type Agent, createAgent } from "../harness/agent.ts";
import { startPlatform, type TestPlatform } from "../harness/platform.ts";
import { addPerson, startProvider, type TestPerson, type TestProvider } from "../harness/provider.ts";
import { openSocket } from "../misbehaving/sockets.ts";

describe("a sign-out, with both halves", () => {
	let provider: TestProvider;
	let platform: TestPlatform;
	let clientId: string;

	before(async () => {
		provider = await startProvider();
		platform = await startPlatform();
		const { token } = await provider.api<{ token: string }>("POST", "/api/v1/registration-tokens", { name: "Platform" });
		const made = await createAgent().open(`${provider.url}/oauth2/v1/clients`, {
			method: "POST",
			headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
			body: JSON.stringify({
				redirect_uris: [`${platform.url}/oidc/callback`],
				post_logout_redirect_uris: [`${platform.url}/login`],
				backchannel_logout_uri: `${platform.url}/oidc/backchannel-logout`,
				backchannel_logout_session_required: true,
			}),
		});
		assert.equal(made.status, 201, made.text);
		const { client_id, client_secret: clientSecret } = JSON.parse(made.text) as { client_id: string; client_secret: string };
		clientId = client_id;
		const configuration = { method: "openid-connect", clientId, clientSecret, issuer: provider.url };
		await platform.api("PUT", "/api/v0/authentication", configuration);
	});
	after(async () => {
		await platform?.stop();
		await provider?.stop();
	});

	const signedIn = async (name: string): Promise<{ readonly agent: Agent; readonly person: TestPerson }> => {
		const person = await addPerson(provider, name, [clientId]);
		const agent = createAgent();
		const { login, password } = person;
		await agent.submit(await agent.open(`${platform.url}/oidc/login`), { login, password });
		assert.equal((await agent.open(`${platform.url}/api/v0/me`)).status, 200);
		return { agent, person };
	};
	const isOver = async (agent: Agent): Promise<void> => {
		assert.equal((await agent.open(`${platform.url}/api/v0/me`)).status, 401);
		assert.match((await agent.open(`${platform.url}/login`)).text, /signed out at the identity provider/);
	};

	test("at the provider ends the platform's session and its open connections", async () => {
		const { agent } = await signedIn("Ada");
		const other = await signedIn("Grace");
		const socket = await openSocket(agent, platform.url);
		await agent.submit(await agent.open(`${provider.url}/logout`), {}, "/logout");
		assert.equal((await socket.closed).code, 4401);
		await isOver(agent);
		assert.equal((await other.agent.open(`${platform.url}/api/v0/me`)).status, 200, "nobody else's");
	});

	test("that an administrator of the provider causes, by deactivating the person, does so too", async () => {
		const { agent, person } = await signedIn("Joan");
		const socket = await openSocket(agent, platform.url);
		await provider.api("POST", `/api/v1/users/${person.id}/lifecycle/deactivate`);
		assert.equal((await socket.closed).code, 4401);
		await isOver(agent);
	});

	test("that begins at the platform goes by the provider and comes back to a page that says so", async () => {
		const { agent } = await signedIn("Mary");
		const asks = await agent.open(`${platform.url}/logout`);
		const everywhere = { ...asks, text: asks.text.replace(/^[\s\S]*Sign out here<\/button>\s*<\/form>/, "") };
		let page = await agent.submit(everywhere, {}, "/logout");
		if (page.url.startsWith(provider.url)) page = await agent.submit(page, { logout: "yes" });
		assert.ok(page.url.startsWith(`${platform.url}/login?state=`), page.url);
		assert.match(page.text, /You are signed out\./);
		assert.match(
			(await agent.open(`${platform.url}/oidc/login`)).url,
			new RegExp(`^${provider.url}/login`),
			"at the provider too",
		);
	});
});
