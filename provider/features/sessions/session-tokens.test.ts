import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { engines } from "#tests/harness/databases.ts";
import { makePerson, openProviderDatabase } from "#tests/harness/management.ts";
import type { Db } from "../../database.ts";
import { createSessionToken, endSessionTokensOf, redeemSessionToken, removeExpiredSessionTokens } from "./session-tokens.ts";
import { BY_PASSWORD } from "./sessions.ts";

for (const engine of engines) {
	describe(`session tokens on ${engine.name}`, () => {
		let db: Db;
		let close: () => Promise<void>;
		let userId: string;
		before(async () => {
			({ db, close } = await openProviderDatabase(engine));
			userId = (await makePerson(db, "Ada")).id;
		});
		after(() => close());

		const rows = () => db.selectFrom("session_tokens").selectAll().execute();

		test("work once, however many try at the same moment, and are stored nowhere", async () => {
			const token = await createSessionToken(db, userId, BY_PASSWORD);
			assert.equal(JSON.stringify(await rows()).includes(token), false);
			const tried = await Promise.all(Array.from({ length: 6 }, () => redeemSessionToken(db, token)));
			const worked = tried.filter((redeemed) => redeemed !== undefined);
			const [{ loginTs = 0, ...redeemed } = {}] = worked;
			assert.deepEqual([worked.length, redeemed], [1, { userId, authentication: BY_PASSWORD }]);
			assert.equal(Math.abs(loginTs - Date.now() / 1000) < 60, true, "of the sign-in, and not of the use");
			assert.equal(await redeemSessionToken(db, "unknown"), undefined);
		});

		test("end with their time, and are removed then", async () => {
			const token = await createSessionToken(db, userId, BY_PASSWORD);
			await db
				.updateTable("session_tokens")
				.set({ expires: "2020-01-01T00:00:00.000Z" as never })
				.execute();
			assert.equal(await redeemSessionToken(db, token), undefined);
			await removeExpiredSessionTokens(db);
			assert.deepEqual(await rows(), []);
		});

		test("end with their person's access", async () => {
			const token = await createSessionToken(db, userId, BY_PASSWORD);
			await endSessionTokensOf(db, userId);
			assert.equal(await redeemSessionToken(db, token), undefined);
		});
	});
}
