import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { engines, type TestDatabase } from "#tests/harness/databases.ts";
import type { Db, Tables } from "../../database.ts";
import { migrations } from "../../migrations/index.ts";
import { createUser } from "../users/users.ts";
import {
	BY_PASSWORD,
	endSession,
	endSessionsOf,
	readSession,
	remainingLifetime,
	removeExpiredSessions,
	sessionRecords,
	startSession,
} from "./sessions.ts";

for (const engine of engines) {
	describe(`sessions on ${engine.name}`, () => {
		let database: TestDatabase<Tables>;
		let db: Db;
		let ada: string;
		let eve: string;
		before(async () => {
			database = await engine.open<Tables>("provider", migrations);
			db = database.db;
			const person = async (name: string) => {
				const profile = { firstName: name, lastName: "Tester", email: `${name}@example.com`, login: `${name}@example.com` };
				return (await createUser(db, { profile, activate: false })).id;
			};
			[ada, eve] = [await person("ada"), await person("eve")];
		});
		after(() => database.close());

		test("are found by their cookie, which is stored nowhere", async () => {
			const cookie = await startSession(db, ada, BY_PASSWORD);
			const session = await readSession(db, cookie);
			assert.equal(session?.accountId, ada);
			assert.deepEqual(session?.amr, ["pwd"]);
			assert.equal(JSON.stringify(await db.selectFrom("sessions").selectAll().execute()).includes(cookie), false);
			for (const wrong of [undefined, "", "another", cookie.toLowerCase()]) assert.equal(await readSession(db, wrong), undefined);
		});

		test("end where the policy says, which the browser's cookie outlives, however long that is", () => {
			const now = Math.floor(Date.now() / 1000);
			for (const ago of [0, 90_000, 30 * 86_400]) assert.ok(remainingLifetime(now - ago) > 300 * 86_400);
			assert.equal(remainingLifetime(now - 400 * 86_400), 1);
			assert.equal(remainingLifetime(undefined), 3_600);
		});

		test("keep their uid when the engine gives them another cookie, and the old cookie is worth nothing", async () => {
			const cookie = await startSession(db, ada, BY_PASSWORD);
			const payload = await sessionRecords.find(db, cookie);
			assert.ok(payload);
			await sessionRecords.save(db, "another-cookie", payload);
			assert.equal(await readSession(db, cookie), undefined);
			assert.equal((await readSession(db, "another-cookie"))?.uid, payload.uid);
			assert.equal((await sessionRecords.findByUid(db, payload.uid))?.accountId, ada);
		});

		test("keep their person when the engine gives them another cookie, hours after they began", async () => {
			const cookie = await startSession(db, ada, BY_PASSWORD);
			const payload = await sessionRecords.find(db, cookie);
			assert.ok(payload?.iat);
			const old = { ...payload, iat: payload.iat - 10_000 };
			await sessionRecords.remove(db, cookie);
			assert.equal(await sessionRecords.findByUid(db, payload.uid), undefined, "parted from its cookie, it is nobody's");
			await sessionRecords.save(db, "the-next-cookie", old);
			assert.equal((await readSession(db, "the-next-cookie"))?.accountId, ada);
			await endSessionsOf(db, ada);
			await sessionRecords.save(db, "the-cookie-after", old);
			assert.equal(await readSession(db, "the-cookie-after"), undefined, "what was ended stays ended");
		});

		test("end one by one, and all of a person at once", async () => {
			const cookies = await Promise.all([
				startSession(db, ada, BY_PASSWORD),
				startSession(db, ada, BY_PASSWORD),
				startSession(db, eve, BY_PASSWORD),
			]);
			await endSession(db, cookies[0]);
			await endSession(db, "not a session");
			const left = async () =>
				(await Promise.all(cookies.map((cookie) => readSession(db, cookie)))).map((session) => session?.accountId);
			assert.deepEqual(await left(), [undefined, ada, eve]);
			await endSessionsOf(db, ada);
			assert.deepEqual(await left(), [undefined, undefined, eve]);
		});

		test("open nothing once they have expired, and are swept away", async () => {
			await sessionRecords.save(db, "stale", { uid: "stale", accountId: ada, exp: Math.floor(Date.now() / 1000) - 1 });
			assert.equal(await readSession(db, "stale"), undefined);
			await removeExpiredSessions(db);
			assert.equal(await sessionRecords.findByUid(db, "stale"), undefined);
		});
	});
}
