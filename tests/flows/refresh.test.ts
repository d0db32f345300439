import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { openDatabase } from "#common/db/database.ts";
import type { Tables } from "../../platform/database.ts";
import { migrations } from "../../platform/migrations/index.ts";
import { type Agent, createAgent } from "../harness/agent.ts";
import { ownDatabase } from "../harness/databases.ts";
import { startPlatform, type TestPlatform } from "../harness/platform.ts";
import { type Replica, startReplica } from "../harness/replica.ts";
import { type RotatingProvider, startRotatingProvider } from "../harness/rotating-provider.ts";

const PATH = "/api/v0/users/me/oidc-access-token";
const AT_ONCE = 50;

for (const [where, replicas] of [
	["on one process", 1],
	["on two processes over one PostgreSQL database", 2],
] as const) {
	describe(`50 parallel requests with an expired access token, ${where}`, () => {
		let provider: RotatingProvider;
		let first: TestPlatform;
		let second: Replica | undefined;
		let shared: { readonly dataDir: string; readonly databaseUrl?: string };
		let person: Agent;

		before(async () => {
			const dataDir = mkdtempSync(join(tmpdir(), "signet-refresh-"));
			provider = await startRotatingProvider();
			if (replicas === 1) {
				shared = { dataDir };
				first = await startPlatform(shared);
			} else {
				const databaseUrl = await ownDatabase();
				shared = { dataDir, databaseUrl };
				first = await startPlatform(shared);
				second = await startReplica({ dataDir, databaseUrl });
			}
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
			await second?.stop();
			await first?.stop();
			await provider?.stop();
			rmSync(shared.dataDir, { recursive: true, force: true });
		});

		test("cause exactly one refresh at the provider, and each gets its token", async () => {
			const urls = [first.url, ...(second === undefined ? [] : [second.url])];
			const answers = await Promise.all(
				Array.from({ length: AT_ONCE }, (_, n) => person.open(`${urls[n % urls.length]}${PATH}`)),
			);
			assert.deepEqual([...new Set(answers.map(({ status }) => status))], [200]);
			const tokens = answers.map(({ text }) => (JSON.parse(text) as { accessToken: string }).accessToken);
			assert.equal(new Set(tokens).size, 1);
			assert.deepEqual([provider.asked, provider.refreshed, provider.reused], [1, 1, 0]);
			const db = await openDatabase<Tables>(shared, "platform", migrations);
			const rows = JSON.stringify(await db.selectFrom("sessions").selectAll().execute());
			await db.destroy();
			assert.ok(rows.includes(provider.issuer), "the session is there");
			for (const stored of [rows, first.storedText()]) assert.equal(stored.includes(String(tokens[0])), false);
		});
	});
}
