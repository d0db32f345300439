import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { type Agent, createAgent } from "../harness/agent.ts";
import { ownDatabase } from "../harness/databases.ts";
import { startPlatform, type TestPlatform } from "../harness/platform.ts";
import { type RotatingProvider, startRotatingProvider } from "../harness/rotating-provider.ts";

const PATH = "/api/v0/users/me/oidc-access-token";
const AT_ONCE = 50;

for (const [where, replicas] of [
	["on one process", 1],
	["on two platforms over one PostgreSQL database", 2],
] as const) {
	describe(`50 parallel requests with an expired access token, ${where}`, () => {
		let provider: RotatingProvider;
		let platforms: readonly TestPlatform[];
		let dataDir: string;
		let person: Agent;

		before(async () => {
			dataDir = mkdtempSync(join(tmpdir(), "signet-refresh-"));
			provider = await startRotatingProvider();
			const shared = replicas === 1 ? { dataDir } : { dataDir, databaseUrl: await ownDatabase() };
			const first = await startPlatform(shared);
			platforms = [first, ...(replicas === 1 ? [] : [await startPlatform(shared)])];
			await first.api("PUT", "/api/v0/authentication", {
				method: "openid-connect",
				clientId: provider.clientId,
				clientSecret: provider.clientSecret,
				issuer: provider.issuer,
				additionalScopes: ["offline_access"],
				enableAccessTokens: true,
			});
			person = createAgent();
			provider.set({ lifetime: 0 });
			await person.open(`${first.url}/oidc/login`, { follow: (to) => to === `${first.url}/` });
			provider.set({ lifetime: 300, delay: 500 });
		});
		after(async () => {
			for (const platform of platforms ?? []) await platform.stop();
			await provider?.stop();
			rmSync(dataDir, { recursive: true, force: true });
		});

		test("cause exactly one refresh at the provider, and each gets its token", async () => {
			const answers = await Promise.all(
				Array.from({ length: AT_ONCE }, (_, n) => person.open(`${platforms[n % platforms.length]?.url}${PATH}`)),
			);
			assert.deepEqual([...new Set(answers.map(({ status }) => status))], [200]);
			const tokens = answers.map(({ text }) => (JSON.parse(text) as { accessToken: string }).accessToken);
			assert.equal(new Set(tokens).size, 1);
			assert.deepEqual([provider.asked, provider.refreshed, provider.reused], [1, 1, 0]);
			for (const platform of platforms) assert.equal(platform.storedText().includes(String(tokens[0])), false);
		});
	});
}
