import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, describe, it } from "node:test";
import { exportJWK, generateKeyPair } from "jose";
import { type ClientMetadata, Provider } from "oidc-provider";
import { createAgent } from "#tests/harness/agent.ts";
import { startPlatform, type TestPlatform } from "#tests/harness/platform.ts";
import { freePort } from "#tests/harness/provider.ts";

/** The platform proves itself by its own key (`private_key_jwt`) at a bare `oidc-provider`, which takes nothing else from it. */

const CLIENT_ID = "platform";

/** What a JWK set must never show: RFC 7518 sections 6.2.2, 6.3.2 and 6.4.1. */
const PRIVATE_MEMBERS = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

interface Bare {
	readonly issuer: string;
	/** How the client proved itself at the token endpoint, request by request: its form, and whether there was a header. */
	readonly proofs: readonly { readonly form: Readonly<Record<string, unknown>>; readonly header: boolean }[];
	stop(): Promise<void>;
}

/** A provider with this one client, which has no secret. */
const startBare = async (platformUrl: string, known: Partial<ClientMetadata>): Promise<Bare> => {
	const server = createServer();
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	const bare = new Provider(issuer, {
		clients: [
			{
				client_id: CLIENT_ID,
				token_endpoint_auth_method: "private_key_jwt",
				redirect_uris: [`${platformUrl}/oidc/callback`],
				...known,
			},
		],
		clientAuthMethods: ["private_key_jwt", "client_secret_basic"],
		claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
		// By itself it asks nobody on this machine.
		fetch: (url, { headers = {}, signal = null } = {}) => fetch(url, { headers, signal }),
		cookies: { keys: ["a key for the cookies of a test"] },
		findAccount: (_context, sub) => ({
			accountId: sub,
			claims: () => ({ sub, name: "Grace Hopper", email: `${sub}@example.com`, email_verified: true }),
		}),
	});
	const proofs: Bare["proofs"][number][] = [];
	bare.use(async (context, next) => {
		await next();
		if (context.path !== "/token") return;
		proofs.push({ form: { ...context["oidc"]?.body }, header: context.get("authorization") !== "" });
	});
	server.on("request", bare.callback());
	return {
		issuer,
		proofs,
		stop: () =>
			new Promise((resolve) => {
				server.close(() => resolve());
				server.closeAllConnections();
			}),
	};
};

describe("the platform with a private key at a bare oidc-provider", () => {
	let platform: TestPlatform;
	const started: Bare[] = [];

	before(async () => {
		platform = await startPlatform({ port: await freePort() });
	});
	after(async () => {
		await platform?.stop();
		for (const bare of started) await bare.stop();
	});

	const bareWith = async (known: Partial<ClientMetadata>): Promise<Bare> => {
		const bare = await startBare(platform.url, known);
		started.push(bare);
		return bare;
	};
	/** Takes the key from where the platform publishes it. */
	const knowing = () => bareWith({ jwks_uri: `${platform.url}/oidc/jwks.json` });

	interface Answer {
		readonly refused: boolean;
		readonly checks: readonly { id: string; verdict: string; field: string | null; expected?: string }[];
	}
	const values = ({ issuer }: Bare, change: object = {}) => ({
		method: "openid-connect",
		clientId: CLIENT_ID,
		clientAuthentication: "private_key_jwt",
		issuer,
		...change,
	});
	const check = (bare: Bare, change: object = {}) =>
		platform.api<Answer>("POST", "/api/v0/authentication/check", values(bare, change));
	const jwks = async () => {
		const page = await createAgent().open(`${platform.url}/oidc/jwks.json`);
		assert.equal(page.status, 200);
		return page.text;
	};
	const claimsOf = (assertion: string) =>
		JSON.parse(Buffer.from(assertion.split(".")[1] ?? "", "base64url").toString()) as Record<string, unknown>;

	it("the key set has one public key, the same one each time, and no private member", async () => {
		const text = await jwks();
		const { keys } = JSON.parse(text) as { keys: readonly Record<string, unknown>[] };
		assert.deepEqual(
			keys.map(({ kty, alg, use }) => [kty, alg, use]),
			[["RSA", "RS256", "sig"]],
		);
		for (const key of keys) {
			for (const member of PRIVATE_MEMBERS) assert.equal(member in key, false, member);
			assert.deepEqual(Object.keys(key).sort(), ["alg", "e", "kid", "kty", "n", "use"]);
		}
		assert.equal(await jwks(), text);
	});

	it("is saved with every check verified, and signs a person in, by an assertion each time and never by a secret", async () => {
		const bare = await knowing();
		const { checks } = await platform.api<Answer>("PUT", "/api/v0/authentication", values(bare));
		assert.deepEqual(
			checks.map(({ id, verdict }) => `${id} ${verdict}`).filter((line) => !line.endsWith(" verified")),
			[],
		);
		const agent = createAgent();
		const form = await agent.open(`${platform.url}/oidc/login?next=/account`);
		const consent = await agent.submit(form, { login: "grace", password: "anything" });
		const page = await agent.submit(consent, {}, "", (to) => to.startsWith(`${platform.url}/account`));
		assert.equal(page.headers.get("location"), "/account", page.text);
		const me = JSON.parse((await agent.open(`${platform.url}/api/v0/me`)).text) as Record<string, unknown>;
		assert.deepEqual([me["name"], me["email"]], ["Grace Hopper", "grace@example.com"]);

		assert.ok(bare.proofs.length >= 2, "the check's request and the sign-in's");
		const ids = new Set<unknown>();
		for (const { form: sent, header } of bare.proofs) {
			assert.deepEqual([header, "client_secret" in sent], [false, false]);
			const { iss, sub, aud, jti, exp, iat } = claimsOf(String(sent["client_assertion"]));
			assert.deepEqual([iss, sub, aud], [CLIENT_ID, CLIENT_ID, `${bare.issuer}/token`]);
			assert.ok(Number(exp) - Number(iat) <= 300, "it is good for minutes");
			ids.add(jti);
		}
		assert.equal(ids.size, bare.proofs.length, "none is used twice");
	});

	it("the same key and the same settings work after the settings were saved again", async () => {
		const text = await jwks();
		const bare = await knowing();
		await platform.api("PUT", "/api/v0/authentication", values(bare));
		const { checks } = await platform.api<Answer>("PUT", "/api/v0/authentication", values(bare, { enableAccessTokens: true }));
		assert.equal(checks.find(({ id }) => id === "credentials")?.verdict, "verified");
		assert.equal(await jwks(), text);
	});

	it("a provider that knows another key is refused beside the Client ID, with the key set's address to register", async () => {
		const { publicKey } = await generateKeyPair("RS256");
		const other = { ...(await exportJWK(publicKey)), kid: "another", alg: "RS256", use: "sig" };
		const { refused, checks } = await check(await bareWith({ jwks: { keys: [other] } }));
		const found = checks.find(({ id }) => id === "credentials");
		assert.deepEqual(
			[refused, found?.verdict, found?.field, found?.expected],
			[true, "refused", "clientId", `${platform.url}/oidc/jwks.json`],
		);
	});

	it("a provider that expects a secret is refused beside the Client ID", async () => {
		const secret = { client_secret: "a secret of the bare provider", token_endpoint_auth_method: "client_secret_basic" } as const;
		const { refused, checks } = await check(await bareWith(secret));
		const found = checks.find(({ id }) => id === "credentials");
		assert.deepEqual([refused, found?.verdict, found?.field], [true, "refused", "clientId"]);
	});

	it("an unknown client is refused beside the Client ID", async () => {
		const { refused, checks } = await check(await knowing(), { clientId: "nobody" });
		const found = checks.find(({ id }) => id === "credentials");
		assert.deepEqual([refused, found?.verdict, found?.field], [true, "refused", "clientId"]);
	});

	it("the private half lies in the data folder sealed", () => {
		const stored = platform.storedText();
		for (const member of ["dp", "dq", "qi"]) assert.ok(!stored.includes(`"${member}":`), member);
	});
});
