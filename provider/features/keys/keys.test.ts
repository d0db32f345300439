import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { createSeal } from "#common/seal/seal.ts";
import { engines, type TestDatabase } from "#tests/harness/databases.ts";
import type { Tables } from "../../database.ts";
import { migrations } from "../../migrations/index.ts";
import { ensureSigningKeys } from "./keys.ts";

const seal = createSeal("only for tests only for tests only", "provider");

for (const engine of engines) {
	describe(`signing keys on ${engine.name}`, () => {
		let database: TestDatabase<Tables>;
		before(async () => {
			database = await engine.open<Tables>("provider", migrations);
		});
		after(() => database.close());

		test("are one for each algorithm, the same for processes that start at once and for later ones", async () => {
			const [first, second] = await Promise.all([ensureSigningKeys(database.db, seal), ensureSigningKeys(database.db, seal)]);
			assert.deepEqual(first, second);
			assert.deepEqual(await ensureSigningKeys(database.db, seal), first);
			assert.deepEqual(
				first.map(({ alg }) => alg),
				["RS256", "ES256", "EdDSA"],
			);
		});

		test("are sealed where they are kept", async () => {
			const keys = await ensureSigningKeys(database.db, seal);
			const rows = JSON.stringify(await database.db.selectFrom("signing_keys").selectAll().execute());
			for (const { d } of keys) assert.equal(rows.includes(String(d)), false);
			const other = createSeal("another master key another master key", "provider");
			await assert.rejects(ensureSigningKeys(database.db, other));
		});
	});
}
