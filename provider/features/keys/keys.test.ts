import assert from "node:assert/strict";
import type { JsonWebKey } from "node:crypto";
import { afterEach, beforeEach, describe, test } from "node:test";
import { after, now } from "#common/db/columns.ts";
import { createSeal } from "#common/seal/seal.ts";
import { engines, type TestDatabase } from "#tests/harness/databases.ts";
import type { Tables } from "../../database.ts";
import { migrations } from "../../migrations/index.ts";
import { ensureSigningKeys, readSigningKeys, rotateSigningKeys, signingKid, stateOfKeys, tendSigningKeys } from "./keys.ts";
import { newSigningKey } from "./make.ts";
import { changeKeyPolicy, ensureKeys, PUBLISHED_AFTER, readKeyPolicy, withdrawKey } from "./rotation.ts";

const seal = createSeal("only for tests only for tests only", "provider");
const ALGORITHMS = ["RS256", "ES256", "EdDSA"];
const DAY = 24 * 60 * 60;

for (const engine of engines) {
	describe(`signing keys on ${engine.name}`, () => {
		let database: TestDatabase<Tables>;
		beforeEach(async () => {
			database = await engine.open<Tables>("provider", migrations);
		});
		afterEach(() => database.close());

		const withStatus = async (status: string) =>
			(await readSigningKeys(database.db, seal)).filter((key) => key.status === status).map(({ jwk }) => jwk);
		const kidsWith = async (status: string) => (await withStatus(status)).map(({ kid }) => kid);
		const dated = (status: "NEXT" | "EXPIRED", moments: { created?: string; retired?: string }) =>
			database.db
				.updateTable("signing_key_stages")
				.set(moments as never)
				.where("status", "=", status)
				.execute();
		const due = () =>
			database.db
				.updateTable("signing_key_policy")
				.set({ next_rotation: after(-1) })
				.execute();
		/** As release 0.1.0 reads its keys: every row is a key to publish, and signs for its algorithm. */
		const asRelease010 = async () =>
			(await database.db.selectFrom("signing_keys").selectAll().execute()).map(({ id, algorithm, private_jwk }) => ({
				...(JSON.parse(seal.open(private_jwk, `signing_keys.private_jwk/${id}`)) as JsonWebKey),
				kid: id,
				alg: algorithm,
			}));

		test("are two for each algorithm, one that signs and one that is next, the same for processes that start at once", async () => {
			const [first, second] = await Promise.all([ensureSigningKeys(database.db, seal), ensureSigningKeys(database.db, seal)]);
			assert.deepEqual(first, second);
			assert.deepEqual(await ensureSigningKeys(database.db, seal), first);
			assert.deepEqual(
				first.map(({ alg }) => alg),
				[...ALGORITHMS, ...ALGORITHMS],
			);
			assert.equal(new Set(first.map(({ kid }) => kid)).size, 6);
		});

		test("are sealed where they are kept", async () => {
			const keys = await ensureSigningKeys(database.db, seal);
			const { db } = database;
			const rows = JSON.stringify([
				await db.selectFrom("signing_keys").selectAll().execute(),
				await db.selectFrom("signing_key_stages").selectAll().execute(),
			]);
			for (const { d } of keys) assert.equal(rows.includes(String(d)), false);
			const other = createSeal("another master key another master key", "provider");
			await assert.rejects(ensureSigningKeys(db, other));
		});

		test("of release 0.1.0 go on signing, and what either release signs both publish", async () => {
			const { db } = database;
			for (const algorithm of ALGORITHMS) {
				const jwk = JSON.stringify(await newSigningKey(algorithm as "RS256"));
				const id = `old-${algorithm}`;
				const private_jwk = seal.seal(jwk, `signing_keys.private_jwk/${id}`);
				await db.insertInto("signing_keys").values({ id, algorithm, private_jwk, created: now() }).execute();
			}
			const old = await asRelease010();
			await ensureKeys(db, seal);
			assert.deepEqual(await asRelease010(), old, "release 0.1.0 reads what it read before");
			const signing = await withStatus("ACTIVE");
			assert.deepEqual(new Set(signing.map(({ d }) => d)), new Set(old.map(({ d }) => d)));
			const { nextRotation } = await readKeyPolicy(db);
			assert.ok(String(nextRotation) > after(89 * DAY), "however old the keys are");
		});

		test("release 0.1.0, started after a rotation, signs with the key that signs, and makes none of its own", async () => {
			const { db } = database;
			await ensureKeys(db, seal);
			await rotateSigningKeys(db, seal);
			const found = await asRelease010();
			assert.deepEqual(new Set(found.map(({ kid }) => kid)), new Set(await kidsWith("ACTIVE")));
			for (const { alg, kid, d } of found) {
				await db
					.insertInto("signing_keys")
					.values({ id: "its own", algorithm: alg, private_jwk: "", created: now() })
					.onConflict((conflict) => conflict.column("algorithm").doNothing())
					.execute();
				assert.equal((await withStatus("ACTIVE")).find((key) => key.kid === kid)?.d, d);
			}
			assert.deepEqual(await asRelease010(), found);
		});

		test("a rotation signs with what was published, and publishes what signed", async () => {
			const { db } = database;
			await ensureKeys(db, seal);
			const [active, next] = [await kidsWith("ACTIVE"), await kidsWith("NEXT")];
			const before = await stateOfKeys(db);
			await rotateSigningKeys(db, seal);
			assert.notEqual(await stateOfKeys(db), before);
			assert.deepEqual(await kidsWith("ACTIVE"), next);
			assert.deepEqual(await kidsWith("EXPIRED"), active);
			assert.equal(await signingKid(db), next[0]);
			const fresh = await kidsWith("NEXT");
			assert.equal(fresh.length, 3);
			assert.equal(new Set([...active, ...next, ...fresh]).size, 9);
		});

		test("rotate by themselves once, when several processes look, and never before the next key was published long enough", async () => {
			const { db } = database;
			await ensureKeys(db, seal);
			const [next] = await kidsWith("NEXT");
			await due();
			await tendSigningKeys(db, seal);
			assert.deepEqual((await kidsWith("NEXT"))[0], next, "published a moment ago");
			assert.ok(String((await readKeyPolicy(db)).nextRotation) > after(6 * DAY), "and the plan says so");
			await dated("NEXT", { created: after(-8 * DAY) });
			await Promise.all([tendSigningKeys(db, seal), tendSigningKeys(db, seal), tendSigningKeys(db, seal)]);
			assert.equal((await kidsWith("ACTIVE"))[0], next);
			assert.equal((await kidsWith("EXPIRED")).length, 3);
			assert.ok(String((await readKeyPolicy(db)).nextRotation) > after(89 * DAY));
		});

		test("do not rotate by themselves where the policy says by hand", async () => {
			const { db } = database;
			await ensureKeys(db, seal);
			await changeKeyPolicy(db, { rotationMode: "MANUAL" });
			assert.equal((await readKeyPolicy(db)).nextRotation, null);
			const before = await stateOfKeys(db);
			await dated("NEXT", { created: after(-400 * DAY) });
			await tendSigningKeys(db, seal);
			assert.equal(await stateOfKeys(db), before);
		});

		test("a key is never published for longer than keys live, and a refused change leaves the policy as it was", async () => {
			const { db } = database;
			await ensureKeys(db, seal);
			const before = await readKeyPolicy(db);
			await assert.rejects(changeKeyPolicy(db, { rotationDays: 5 }), { code: "invalid_request" });
			assert.deepEqual(await readKeyPolicy(db), before);
			await changeKeyPolicy(db, { rotationDays: 10, publishedDays: 2 });
			const { rotationDays, publishedDays, nextRotation } = await readKeyPolicy(db);
			assert.deepEqual([rotationDays, publishedDays], [10, 2]);
			assert.ok(String(nextRotation) < after(11 * DAY));
		});

		test("what signed is removed once nothing can need it, and not before", async () => {
			const { db } = database;
			await ensureKeys(db, seal);
			await rotateSigningKeys(db, seal);
			await dated("EXPIRED", { retired: after(-(PUBLISHED_AFTER - 1) * DAY) });
			await tendSigningKeys(db, seal);
			assert.equal((await kidsWith("EXPIRED")).length, 3);
			await dated("EXPIRED", { retired: after(-(PUBLISHED_AFTER + 1) * DAY) });
			await tendSigningKeys(db, seal);
			assert.equal((await kidsWith("EXPIRED")).length, 0);
			assert.equal((await readSigningKeys(db, seal)).length, 6);
		});

		test("only a key that does not sign any more can be withdrawn", async () => {
			const { db } = database;
			await ensureKeys(db, seal);
			await rotateSigningKeys(db, seal);
			const before = await stateOfKeys(db);
			for (const status of ["ACTIVE", "NEXT"]) {
				const [kid = ""] = await kidsWith(status);
				await assert.rejects(withdrawKey(db, kid), { code: "conflict" });
			}
			await assert.rejects(withdrawKey(db, "nothing"), { code: "not_found" });
			assert.equal(await stateOfKeys(db), before);
			const [kid = ""] = await kidsWith("EXPIRED");
			await withdrawKey(db, kid);
			assert.equal((await kidsWith("EXPIRED")).includes(kid), false);
		});
	});
}
