import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import * as client from "openid-client";
import { createAgent } from "../harness/agent.ts";
import { addPerson, freePort, startProvider, type TestPerson, type TestProvider } from "../harness/provider.ts";

const REDIRECT = "http://localhost:9/callback";
const METADATA = { client_name: "Developer platform", redirect_uris: [REDIRECT] };
const insecure = { execute: [client.allowInsecureRequests] };

interface Made {
	readonly token: string;
	readonly issuer: string;
}

/** Signs in at the provider as a browser would, and answers the tokens that the application gets. */
const signIn = async (relyingParty: client.Configuration, { login, password }: { login: string; password: string }) => {
	const checks = {
		pkceCodeVerifier: client.randomPKCECodeVerifier(),
		expectedState: client.randomState(),
		expectedNonce: client.randomNonce(),
		idTokenExpected: true,
	};
	const url = client.buildAuthorizationUrl(relyingParty, {
		redirect_uri: REDIRECT,
		scope: "openid profile email",
		code_challenge: await client.calculatePKCECodeChallenge(checks.pkceCodeVerifier),
		code_challenge_method: "S256",
		state: checks.expectedState,
		nonce: checks.expectedNonce,
	});
	const agent = createAgent();
	const callback = await agent.submitUntil(await agent.open(url.href), { login, password }, REDIRECT);
	return client.authorizationCodeGrant(relyingParty, new URL(callback), checks);
};

describe("an application that knows the issuer and a registration token", () => {
	let provider: TestProvider;
	let person: TestPerson;
	let everyone: string | undefined;

	before(async () => {
		provider = await startProvider();
		person = await addPerson(provider, "Ada");
		const groups = await provider.api<{ id: string; type: string }[]>("GET", "/api/v1/groups");
		everyone = groups.find(({ type }) => type === "BUILT_IN")?.id;
	});
	after(() => provider.stop());

	const makeToken = (groupId?: string) =>
		provider.api<Made>("POST", "/api/v1/registration-tokens", { name: "Platform", groupId: groupId ?? null });
	const register = ({ issuer, token }: Made, metadata: Partial<client.ClientMetadata> = METADATA) =>
		client.dynamicClientRegistration(new URL(issuer), { ...metadata }, undefined, { initialAccessToken: token, ...insecure });

	test("finds the registration endpoint in both discovery documents", async () => {
		for (const document of ["openid-configuration", "oauth-authorization-server"]) {
			const { text } = await createAgent().open(`${provider.url}/.well-known/${document}`);
			const { registration_endpoint: endpoint } = JSON.parse(text) as { registration_endpoint: string };
			assert.equal(endpoint, `${provider.url}/oauth2/v1/clients`);
		}
	});

	test("registers itself with openid-client, and a person signs in through it", async () => {
		const relyingParty = await register(await makeToken(everyone));
		const tokens = await signIn(relyingParty, person);
		assert.equal(tokens.claims()?.sub, person.id);
		const userinfo = await client.fetchUserInfo(relyingParty, tokens.access_token, person.id);
		assert.equal(userinfo.email, person.login);
	});

	test("stands among the applications, with the same secret, and can be changed there", async () => {
		const relyingParty = await register(await makeToken(), { ...METADATA, client_name: "Changed later" });
		const { client_id: id, client_secret: secret } = relyingParty.clientMetadata();
		const at = `/api/v1/apps/${id}`;
		const app = await provider.api<{ label: string; settings: { oauthClient: Record<string, unknown> } }>("GET", at);
		assert.equal(app.label, "Changed later");
		const secrets = await provider.api<{ client_secret: string }[]>("GET", `${at}/credentials/secrets`);
		assert.deepEqual(
			secrets.map(({ client_secret: one }) => one),
			[secret],
		);
		const changed = await provider.api<{ label: string }>("PUT", at, { ...app, label: "Changed" });
		assert.equal(changed.label, "Changed");
		const elsewhere = "https://10.0.0.7/sign-out";
		const oauthClient = { ...app.settings.oauthClient, backchannel_logout_uri: elsewhere };
		const { settings } = await provider.api<typeof app>("PUT", at, { ...app, settings: { ...app.settings, oauthClient } });
		assert.equal(settings.oauthClient["backchannel_logout_uri"], elsewhere, "an administrator chooses freely");
	});

	test("leaves in the System Log every address that it named, whether it was registered or refused", async () => {
		const made = await makeToken();
		const addresses = {
			redirect_uris: [REDIRECT, ...Array.from({ length: 19 }, (_, n) => `https://${n}.example.com/callback`)],
			post_logout_redirect_uris: ["https://elsewhere.example.com/"],
			backchannel_logout_uri: "https://18.example.com/sign-out",
		};
		await assert.rejects(register(made, { ...METADATA, ...addresses, client_name: "two\nlines" }));
		await assert.rejects(register(made, { ...addresses, redirect_uris: [...addresses.redirect_uris, "https://one.too/many"] }));
		await register(made, { ...METADATA, ...addresses });
		const events = await provider.api<
			{ eventType: string; outcome: { result: string }; debugContext: { debugData: Record<string, unknown> } }[]
		>("GET", "/api/v1/logs?limit=20&sortOrder=DESCENDING");
		const [registered, tooMany, refused] = events.filter(({ eventType }) => eventType === "app.oauth2.client.lifecycle.create");
		assert.deepEqual(
			[registered, tooMany, refused].map((event) => event?.outcome.result),
			["SUCCESS", "FAILURE", "FAILURE"],
		);
		for (const event of [registered, refused]) {
			const { redirectUris, postLogoutRedirectUris, backchannelLogoutUri } = event?.debugContext.debugData ?? {};
			assert.deepEqual(
				[redirectUris, postLogoutRedirectUris, backchannelLogoutUri],
				[addresses.redirect_uris, addresses.post_logout_redirect_uris, addresses.backchannel_logout_uri],
			);
		}
	});

	test("lets nobody in whom nobody assigned", async () => {
		const relyingParty = await register(await makeToken(), { ...METADATA, client_name: "For nobody" });
		await assert.rejects(signIn(relyingParty, person), /403/);
	});

	test("is refused with a spent token, with another provider's, and with an access token, and learns no more", async () => {
		const made = await makeToken(everyone);
		const relyingParty = await register(made);
		const { access_token: accessToken } = await signIn(relyingParty, person);
		const other = await startProvider();
		try {
			const theirs = await other.api<Made>("POST", "/api/v1/registration-tokens", { name: "Theirs" });
			for (const token of [made.token, theirs.token, accessToken]) {
				await assert.rejects(register({ issuer: provider.url, token }), (thrown: client.WWWAuthenticateChallengeError) => {
					assert.equal(thrown.status, 401);
					assert.equal(thrown.cause[0]?.parameters.error, "invalid_token");
					return true;
				});
			}
		} finally {
			await other.stop();
		}
	});

	test("leaves in the System Log which token it was, and nowhere the token", async () => {
		const made = await makeToken(everyone);
		const relyingParty = await register(made, { ...METADATA, client_name: "Logged" });
		await assert.rejects(register(made));
		const events = await provider.api<
			{ eventType: string; outcome: { result: string }; target: { type: string; displayName: string }[] }[]
		>("GET", "/api/v1/logs?limit=100&sortOrder=DESCENDING");
		const [refused, registered] = events.filter(({ eventType }) => eventType === "app.oauth2.client.lifecycle.create");
		assert.deepEqual([refused?.outcome.result, registered?.outcome.result], ["FAILURE", "SUCCESS"]);
		assert.deepEqual(
			registered?.target.map(({ type, displayName }) => [type, displayName]),
			[
				["AppInstance", "Logged"],
				["RegistrationToken", "Platform"],
				["UserGroup", "Everyone"],
			],
		);
		assert.match(JSON.stringify(refused), /Platform: it was used/);
		const stored = provider.storedText();
		assert.ok(!stored.includes(made.token) && !stored.includes(String(relyingParty.clientMetadata().client_secret)));
		assert.ok(!JSON.stringify(events).includes(made.token));
	});
});

describe("a provider started with SIGNET_REGISTRATION_TOKEN", () => {
	const token = "registration-token-of-the-settings-0123456789";
	let dataDir: string;
	let url: string;
	let running: ChildProcess | undefined;
	let said = "";

	const start = async (): Promise<void> => {
		running = spawn(process.execPath, [join(import.meta.dirname, "../../provider/main.ts")], {
			env: {
				PATH: process.env["PATH"],
				NODE_COMPILE_CACHE: process.env["NODE_COMPILE_CACHE"],
				SIGNET_DATA_DIR: dataDir,
				SIGNET_PROVIDER_URL: url,
				SIGNET_REGISTRATION_TOKEN: token,
				SIGNET_LOG_LEVEL: "trace",
			},
			stdio: ["ignore", "pipe", "pipe"],
		});
		for (const stream of [running.stdout, running.stderr]) stream?.on("data", (chunk: Buffer) => (said += chunk.toString()));
		for (let tries = 0; tries < 600; tries++) {
			const up = await fetch(`${url}/readyz`).then(
				({ ok }) => ok,
				() => false,
			);
			if (up) return;
			assert.equal(running.exitCode, null, said);
			await sleep(50);
		}
		assert.fail(`the provider did not start: ${said}`);
	};
	const stop = async (): Promise<void> => {
		if (!running || running.exitCode !== null) return;
		const gone = once(running, "exit");
		running.kill("SIGTERM");
		await gone;
	};
	const register = () =>
		client.dynamicClientRegistration(new URL(url), { ...METADATA }, undefined, { initialAccessToken: token, ...insecure });

	before(async () => {
		dataDir = mkdtempSync(join(tmpdir(), "signet-registration-"));
		url = `http://localhost:${await freePort()}`;
		await start();
	});
	after(async () => {
		await stop();
		rmSync(dataDir, { recursive: true, force: true });
	});

	test("registers one application with it before there is an administrator, and none after, restarted or not", async () => {
		const relyingParty = await register();
		assert.ok(relyingParty.clientMetadata().client_secret);
		await assert.rejects(register());
		await stop();
		await start();
		await assert.rejects(register());
	});

	test("writes the token neither in its log nor in its data", async () => {
		await stop();
		assert.ok(said.includes("/oauth2/v1/clients"), "the log names the route");
		const stored = readdirSync(dataDir).map((file) => readFileSync(join(dataDir, file), "latin1"));
		assert.ok(![said, ...stored].some((text) => text.includes(token)));
	});
});
