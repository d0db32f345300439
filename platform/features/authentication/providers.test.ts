import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { instant } from "#common/db/columns.ts";
import { createSeal } from "#common/seal/seal.ts";
import { configure } from "#tests/harness/configurations.ts";
import { engines, type TestDatabase } from "#tests/harness/databases.ts";
import { type RotatingProvider, startRotatingProvider } from "#tests/harness/rotating-provider.ts";
import type { Tables } from "../../database.ts";
import { migrations } from "../../migrations/index.ts";
import type { Configuration } from "./configurations.ts";
import { createAsk } from "./outbound.ts";
import { createProviders, type Providers } from "./providers.ts";

const LONG_AGO = instant(new Date("2026-01-02T03:04:05.000Z"));

for (const engine of engines) {
	describe(`what is known of a provider on ${engine.name}`, () => {
		let database: TestDatabase<Tables>;
		let provider: RotatingProvider;
		let configuration: Configuration;
		let closing: Providers[] = [];

		before(async () => {
			database = await engine.open<Tables>("platform", migrations);
		});
		after(() => database.close());
		beforeEach(async () => {
			provider = await startRotatingProvider();
			const { issuer, clientId, clientSecret } = provider;
			configuration = await configure(database.db, { issuer, clientId, clientSecret });
		});
		afterEach(async () => {
			for (const one of closing) one.close();
			closing = [];
			await provider.stop();
		});

		/** A life of the platform. */
		const life = (): Providers => {
			// As `configure` seals.
			const seal = createSeal("x".repeat(40), "platform");
			const providers = createProviders({ db: database.db, seal, ask: createAsk({ time: 1_000 }) });
			closing.push(providers);
			return providers;
		};
		const document = () =>
			database.db
				.selectFrom("provider_documents")
				.select(["heard", "keys"])
				.where("issuer", "=", provider.issuer)
				.executeTakeFirst();
		const lastHeardLongAgo = () =>
			database.db.updateTable("provider_documents").set({ heard: LONG_AGO }).where("issuer", "=", provider.issuer).execute();

		it("a provider that was away before a restart is away since it was last heard from", async () => {
			await life().reach(configuration);
			await lastHeardLongAgo();
			await provider.stop();
			const providers = life();
			await providers.recall(configuration);
			const { status, since } = await providers.health(configuration);
			assert.deepEqual([status, since], ["failing", LONG_AGO]);
		});

		it("one that was never heard from is away since it was first asked", async () => {
			await provider.stop();
			const start = Date.now();
			const { status, since } = await life().health(configuration);
			assert.equal(status, "failing");
			assert.ok(Date.parse(since ?? "") >= start);
		});

		for (const keysAway of [false, true]) {
			it(`every look at a provider that answers is remembered${keysAway ? ", even without its keys" : ""}`, async () => {
				await life().reach(configuration);
				await lastHeardLongAgo();
				provider.set({ keysAway });
				life().watch();
				for (let n = 0; (await document())?.heard === LONG_AGO; n++) {
					assert.ok(n < 500, "it was heard");
					await sleep(20);
				}
				assert.equal((await document())?.keys === null, keysAway);
			});
		}
	});
}
