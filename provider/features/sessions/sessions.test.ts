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
	findSession,
	listSessionsOf,
	readSession,
	remainingLifetime,
	removeExpiredSessions,
	sessionRecords,
	startSession,
} from "./sessions.ts";

const PLACE = {
	address: "192.0.2.7",
	userAgent: "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
};

for (const engine of engines) {
	describe(`sessions on ${engine.name}`, () => {
		let database: TestDatabase<Tables>;
		let db: Db;
		let ada: string;
		let eve: string;
		before(async () => {
			database = await engine.open<Tables>("provider", migrations);
			db = database.db;
			[ada, eve] = [await person("ada"), await person("eve")];
		});
		after(() => database.close());

		const person = async (name: string) => {
			const profile = { firstName: name, lastName: "Tester", email: `${name}@example.com`, login: `${name}@example.com` };
			return (await createUser(db, { profile, activate: false })).id;
		};

		test("are found by their cookie, which is stored nowhere", async () => {
			const cookie = await startSession(db, ada, BY_PASSWORD, PLACE);
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
			const cookie = await startSession(db, ada, BY_PASSWORD, PLACE);
			const payload = await sessionRecords.find(db, cookie);
			assert.ok(payload);
			await sessionRecords.save(db, "another-cookie", payload);
			assert.equal(await readSession(db, cookie), undefined);
			assert.equal((await readSession(db, "another-cookie"))?.uid, payload.uid);
			assert.equal((await findSession(db, payload.uid))?.accountId, ada);
		});

		test("keep their person when the engine gives them another cookie, hours after they began", async () => {
			const cookie = await startSession(db, ada, BY_PASSWORD, PLACE);
			const payload = await sessionRecords.find(db, cookie);
			assert.ok(payload?.iat);
			const old = { ...payload, iat: payload.iat - 10_000 };
			await sessionRecords.remove(db, cookie);
			assert.equal(await findSession(db, payload.uid), undefined, "parted from its cookie, it is nobody's");
			await sessionRecords.save(db, "the-next-cookie", old);
			assert.equal((await readSession(db, "the-next-cookie"))?.accountId, ada);
			await endSessionsOf(db, ada);
			await sessionRecords.save(db, "the-cookie-after", old);
			assert.equal(await readSession(db, "the-cookie-after"), undefined, "what was ended stays ended");
		});

		test("say where they began, with which browser, and what they are used at; nothing of it opens them", async () => {
			const grace = await person("grace");
			const cookie = await startSession(db, grace, BY_PASSWORD, PLACE);
			const [seen, ...others] = await listSessionsOf(db, grace);
			assert.ok(seen);
			assert.equal(others.length, 0);
			assert.deepEqual([seen.address, seen.userAgent, seen.amr], [PLACE.address, PLACE.userAgent, ["pwd"]]);
			assert.ok(Date.now() - Date.parse(seen.began ?? "") < 60_000);
			for (const value of [seen.id, JSON.stringify(seen)]) assert.equal(await readSession(db, value), undefined);
			const payload = await sessionRecords.find(db, cookie);
			assert.ok(payload);
			const authorizations = { "0oa1": { sid: "a" }, "0oa2": { sid: "b" } };
			const elsewhere = { aus1: { accountId: grace, authorizations: { "0oa2": {}, "0oa3": {} } } };
			const moved = { address: "198.51.100.9", userAgent: "another" };
			await sessionRecords.save(db, cookie, { ...payload, authorizations, elsewhere }, moved);
			const [used] = await listSessionsOf(db, grace);
			assert.deepEqual(used?.clientIds, ["0oa1", "0oa2", "0oa3"]);
			assert.equal(used?.address, PLACE.address, "where it began stays");
			await sessionRecords.save(db, cookie, { ...payload, loginTs: (payload.loginTs ?? 0) + 5 }, moved);
			assert.equal((await listSessionsOf(db, grace))[0]?.address, moved.address, "another sign-in begins elsewhere");
			await endSessionsOf(db, grace);
			assert.deepEqual(await listSessionsOf(db, grace), []);
		});

		test("note their use, once a minute and no oftener", async () => {
			const cookie = await startSession(db, ada, BY_PASSWORD, PLACE);
			const lastSeen = async () => (await listSessionsOf(db, ada))[0]?.lastSeen ?? "";
			const set = (seconds: number) => {
				const moment = new Date(Date.now() - seconds * 1000).toISOString();
				return db
					.updateTable("sessions")
					.set({ last_seen: moment as never })
					.where("user_id", "=", ada)
					.execute();
			};
			await set(50);
			const before = await lastSeen();
			await readSession(db, cookie);
			assert.equal(await lastSeen(), before);
			await set(70);
			await readSession(db, cookie);
			assert.ok(Date.now() - Date.parse(await lastSeen()) < 30_000);
			await endSessionsOf(db, ada);
		});

		test("end one by one, and all of a person at once", async () => {
			const cookies = await Promise.all([
				startSession(db, ada, BY_PASSWORD, PLACE),
				startSession(db, ada, BY_PASSWORD, PLACE),
				startSession(db, eve, BY_PASSWORD, PLACE),
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
			assert.equal(await findSession(db, "stale"), undefined);
		});
	});
}
