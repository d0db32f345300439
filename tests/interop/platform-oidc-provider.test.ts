import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, describe, it } from "node:test";
import { Provider } from "oidc-provider";
import { type Agent, createAgent, type Page } from "#tests/harness/agent.ts";
import { startPlatform, type TestPlatform } from "#tests/harness/platform.ts";
import { freePort } from "#tests/harness/provider.ts";

/** The platform at a bare `oidc-provider`, with nothing of Signet's provider around it. */

const CLIENT = { client_id: "platform", client_secret: "a secret of the bare provider" };

interface Bare {
	readonly issuer: string;
	stop(): Promise<void>;
}

const startBare = async (platformUrl: string): Promise<Bare> => {
	const server: Server = createServer();
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	const bare = new Provider(issuer, {
		clients: [
			{
				...CLIENT,
				redirect_uris: [`${platformUrl}/oidc/callback`],
				post_logout_redirect_uris: [`${platformUrl}/login`],
			},
		],
		claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name", "preferred_username"] },
		cookies: { keys: ["a key for the cookies of a test"] },
		findAccount: (_context, sub) => ({
			accountId: sub,
			claims: () => ({ sub, name: "Grace Hopper", preferred_username: sub, email: `${sub}@example.com`, email_verified: true }),
		}),
	});
	server.on("request", bare.callback());
	return {
		issuer,
		stop: () =>
			new Promise((resolve) => {
				server.close(() => resolve());
				server.closeAllConnections();
			}),
	};
};

describe("the platform at a bare oidc-provider", () => {
	let platform: TestPlatform;
	let bare: Bare;

	before(async () => {
		const port = await freePort();
		bare = await startBare(`http://localhost:${port}`);
		platform = await startPlatform({ port });
	});
	after(async () => {
		await platform?.stop();
		await bare?.stop();
	});

	interface Answer {
		readonly refused: boolean;
		readonly checks: readonly {
			id: string;
			verdict: string;
			field: string | null;
			expected?: string;
			suggestion?: { value: string };
		}[];
	}
	const configuration = (change: Record<string, unknown> = {}) => ({
		method: "openid-connect",
		clientId: CLIENT.client_id,
		clientSecret: CLIENT.client_secret,
		issuer: bare.issuer,
		...change,
	});
	const check = (change: Record<string, unknown>) =>
		platform.api<Answer>("POST", "/api/v0/authentication/check", configuration(change));

	const signIn = async (agent: Agent, login: string): Promise<Page> => {
		let page = await agent.open(`${platform.url}/oidc/login?next=/account`);
		const atPlatform = (to: string) => to.startsWith(`${platform.url}/account`);
		page = await agent.submit(page, { login, password: "anything" });
		return agent.submit(page, {}, "", atPlatform);
	};

	it("every check is verified, and the configuration saved", async () => {
		const { checks } = await platform.api<Answer>("PUT", "/api/v0/authentication", configuration());
		assert.deepEqual(
			checks.map(({ id, verdict }) => `${id} ${verdict}`).filter((line) => !line.endsWith(" verified")),
			[],
		);
	});

	for (const [what, change, id, field] of [
		["a wrong secret", { clientSecret: "wrong" }, "credentials", "clientSecret"],
		["an unknown client", { clientId: "nobody" }, "credentials", "clientId"],
	] as const) {
		it(`${what} is refused beside its field`, async () => {
			const { refused, checks } = await check(change);
			const found = checks.find((one) => one.id === id);
			assert.deepEqual([refused, found?.verdict, found?.field], [true, "refused", field]);
		});
	}

	it("an issuer with a slash too many is refused, with the exact one offered", async () => {
		const { checks } = await check({ issuer: `${bare.issuer}/` });
		assert.equal(checks.find(({ id }) => id === "issuer")?.suggestion?.value, bare.issuer);
	});

	it("a redirect URI that is not registered is refused, with the one to register", async () => {
		const elsewhere = await startBare("http://localhost:1");
		const { checks } = await check({ issuer: elsewhere.issuer });
		await elsewhere.stop();
		const redirect = checks.find(({ id }) => id === "redirect");
		assert.deepEqual([redirect?.verdict, redirect?.expected], ["refused", `${platform.url}/oidc/callback`]);
	});

	it("a person signs in, is made a Member, and can sign out there as well", async () => {
		const agent = createAgent();
		const page = await signIn(agent, "grace");
		assert.equal(page.headers.get("location"), "/account");
		const me = JSON.parse((await agent.open(`${platform.url}/api/v0/me`)).text) as Record<string, unknown>;
		assert.deepEqual(
			[me["name"], me["email"], me["username"], me["roles"]],
			["Grace Hopper", "grace@example.com", "grace", ["member"]],
		);
		assert.equal(me["canSignOutAtProvider"], true);
		const out = await agent.open(`${platform.url}/logout`, {
			method: "POST",
			headers: { origin: platform.url },
			body: "scope=everywhere",
			follow: false,
		});
		const address = new URL(out.headers.get("location") ?? "");
		assert.equal(address.origin, bare.issuer);
		assert.deepEqual(
			[address.searchParams.get("client_id"), address.searchParams.get("post_logout_redirect_uri")],
			[CLIENT.client_id, `${platform.url}/login`],
		);
		assert.ok(address.searchParams.has("id_token_hint"));
		assert.equal((await agent.open(address.href)).status, 200);
	});
});
