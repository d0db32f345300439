import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { asFault } from "#common/faults/fault.ts";
import { createSeal } from "#common/seal/seal.ts";
import type { Limit, Limiter } from "#common/web/limits.ts";
import { engines } from "#tests/harness/databases.ts";
import { openProviderDatabase } from "#tests/harness/management.ts";
import type { Db } from "../../database.ts";
import { createGuessLimiter, removeExpiredGuesses } from "./guessing.ts";

const LIMIT: Limit = { name: "test", points: 3, duration: 60 };

for (const engine of engines) {
	describe(`guesses on ${engine.name}`, () => {
		let db: Db;
		let close: () => Promise<void>;
		let limiter: Limiter;
		const another = () => createGuessLimiter(db, createSeal("m".repeat(32), "provider"));
		before(async () => {
			({ db, close } = await openProviderDatabase(engine));
			limiter = another();
		});
		after(() => close());

		const rows = () => db.selectFrom("guesses").selectAll().execute();
		const refused = async (attempt: Promise<unknown>): Promise<boolean> =>
			attempt.then(
				() => false,
				(thrown) => asFault(thrown).code === "too_many_attempts",
			);
		const expire = () =>
			db
				.updateTable("guesses")
				.set({ expires: "2020-01-01T00:00:00.000Z" as never })
				.execute();

		test("of thirty at once, in two processes, three are let through", async () => {
			const limiters = [limiter, another()];
			const tries = Array.from({ length: 30 }, (_, at) => refused((limiters[at % 2] ?? limiter).consume(LIMIT, "crowd")));
			assert.equal((await Promise.all(tries)).filter((no) => !no).length, 3);
		});

		test("a refusal says when to come back, and that moment does not move however often it is asked", async () => {
			for (let time = 0; time < 3; time++) await limiter.consume(LIMIT, "patient");
			const before = await rows();
			const fault = await limiter.consume(LIMIT, "patient").then(() => undefined, asFault);
			assert.ok(fault?.retryAfter !== undefined && fault.retryAfter > 0 && fault.retryAfter <= 60);
			assert.deepEqual(await rows(), before, "one who is refused writes nothing");
		});

		test("what is taken back was never counted, and nothing falls below none", async () => {
			for (let time = 0; time < 9; time++) {
				await limiter.consume(LIMIT, "right");
				await limiter.refund(LIMIT, "right");
			}
			for (let time = 0; time < 9; time++) await limiter.refund(LIMIT, "right");
			for (let time = 0; time < 3; time++) await limiter.consume(LIMIT, "right");
			assert.equal(await refused(limiter.consume(LIMIT, "right")), true);
		});

		test("count anew after their time, are swept then, and taking back later takes nothing from the next", async () => {
			for (let time = 0; time < 3; time++) await limiter.consume(LIMIT, "again");
			await expire();
			await limiter.refund(LIMIT, "again");
			assert.equal(await refused(limiter.check(LIMIT, "again")), false);
			assert.deepEqual((await limiter.count(LIMIT, "again")).remaining, 2);
			await expire();
			await removeExpiredGuesses(db);
			assert.deepEqual(await rows(), []);
		});

		test("hold no login and no address that anybody could read, or guess without the master key", async () => {
			await limiter.consume(LIMIT, "ada@example.com 192.0.2.1");
			const other = createGuessLimiter(db, createSeal("n".repeat(32), "provider"));
			await other.consume(LIMIT, "ada@example.com 192.0.2.1");
			const text = JSON.stringify(await rows());
			assert.equal(/ada|192\.0\.2/.test(text), false);
			assert.equal((await rows()).length, 2);
		});
	});
}
