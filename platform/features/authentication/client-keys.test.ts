import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { createSeal } from "#common/seal/seal.ts";
import { engines, type TestDatabase } from "#tests/harness/databases.ts";
import type { Tables } from "../../database.ts";
import { migrations } from "../../migrations/index.ts";
import { clientKey, publicClientKeys } from "./client-keys.ts";

const seal = createSeal("x".repeat(40), "platform");

for (const engine of engines) {
	describe(`the platform's own key on ${engine.name}`, () => {
		let database: TestDatabase<Tables>;
		before(async () => {
			database = await engine.open<Tables>("platform", migrations);
		});
		after(() => database.close());

		it("is one, however many ask for it first, on however many replicas", async () => {
			const { db } = database;
			// Another object on the same database, as another process has.
			const replicas = [db, db.withoutPlugins(), db.withoutPlugins()];
			const asked = Array.from({ length: 40 }, (_, n) => publicClientKeys(replicas[n % replicas.length] ?? db, seal));
			const answers = new Set((await Promise.all(asked)).map((answer) => JSON.stringify(answer)));
			assert.equal(answers.size, 1);
			const { keys } = await publicClientKeys(db, seal);
			assert.equal(keys.length, 1);
			assert.equal((await clientKey(db, seal)).kid, keys[0]?.kid);
			assert.equal(keys[0]?.d, undefined);
		});

		it("has another name in another installation", async () => {
			const other = await engine.open<Tables>("platform", migrations);
			try {
				const own = await clientKey(database.db, seal);
				assert.notEqual((await clientKey(other.db, createSeal("y".repeat(40), "platform"))).kid, own.kid);
			} finally {
				await other.close();
			}
		});
	});
}
