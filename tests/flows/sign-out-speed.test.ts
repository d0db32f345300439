import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { type Agent, createAgent } from "../harness/agent.ts";
import { ownDatabase } from "../harness/databases.ts";
import { startPlatform, type TestPlatform } from "../harness/platform.ts";
import { freePort } from "../harness/provider.ts";
import { startReplica } from "../harness/replica.ts";
import { type MisbehavingProvider, startMisbehavingProvider } from "../misbehaving/provider.ts";
import { openSocket, openStream } from "../misbehaving/sockets.ts";

/** The promise: milliseconds from the logout token to a refused request and a closed connection. */
const PROMISED = 1_000;

for (const [where, replicas] of [
	["on one process", 1],
	["told to one process and seen at another, over one PostgreSQL database", 2],
] as const) {
	describe(`a back-channel logout, ${where}`, () => {
		let provider: MisbehavingProvider;
		let dataDir: string;
		/** Hears the logout token. */
		let told: TestPlatform;
		/** Holds the connections. */
		let seen: Pick<TestPlatform, "url" | "stop">;

		before(async () => {
			dataDir = mkdtempSync(join(tmpdir(), "signet-speed-"));
			const port = await freePort();
			provider = await startMisbehavingProvider([`http://localhost:${port}/oidc/callback`]);
			if (replicas === 1) {
				told = await startPlatform({ dataDir, port });
				seen = told;
			} else {
				const databaseUrl = await ownDatabase();
				told = await startPlatform({ dataDir, databaseUrl, port });
				seen = await startReplica({ dataDir, databaseUrl });
			}
			const { clientId, clientSecret, issuer } = provider;
			await told.api("PUT", "/api/v0/authentication", { method: "openid-connect", clientId, clientSecret, issuer });
		});
		after(async () => {
			if (seen !== told) await seen?.stop();
			await told?.stop();
			await provider?.stop();
			rmSync(dataDir, { recursive: true, force: true });
		});

		const signedIn = async (): Promise<Agent> => {
			const agent = createAgent();
			await agent.open(`${told.url}/oidc/login`, { follow: (to) => to === `${told.url}/` });
			assert.equal((await agent.open(`${seen.url}/api/v0/me`)).status, 200);
			return agent;
		};

		/** Posts a logout token; answers the moment at which it went. */
		const signOut = async (): Promise<number> => {
			const body = new URLSearchParams({ logout_token: await provider.logoutToken() }).toString();
			const began = performance.now();
			const { status } = await createAgent().open(`${told.url}/oidc/backchannel-logout`, { method: "POST", body });
			assert.equal(status, 200);
			return began;
		};

		test("has the next request refused in under a second", async () => {
			const agent = await signedIn();
			const began = await signOut();
			assert.equal((await agent.open(`${seen.url}/api/v0/me`)).status, 401);
			assert.ok(performance.now() - began < PROMISED);
		});

		test("closes an open WebSocket in under a second, with the reason", async () => {
			const socket = await openSocket(await signedIn(), seen.url);
			const began = await signOut();
			const { code, at } = await socket.closed;
			assert.ok(at - began < PROMISED, `${Math.round(at - began)} ms`);
			assert.equal(code, 4401);
			assert.deepEqual(socket.messages, ['{"type":"session-ended","reason":"provider-signed-out"}']);
		});

		test("ends an open event stream in under a second, with the reason", async () => {
			const stream = await openStream(await signedIn(), seen.url);
			const began = await signOut();
			const took = (await stream.closed) - began;
			assert.ok(took < PROMISED, `${Math.round(took)} ms`);
			assert.match(stream.text(), /event: session-ended\ndata: \{"type":"session-ended","reason":"provider-signed-out"\}\n\n$/);
		});
	});
}
