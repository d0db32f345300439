import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { instant, now } from "#common/db/columns.ts";
import { engines, type TestDatabase } from "#tests/harness/databases.ts";
import { type InjectedPlatform, injectPlatform, SITE_ADMIN } from "#tests/harness/platform-inject.ts";
import type { Tables } from "../../database.ts";
import { migrations } from "../../migrations/index.ts";
import { deleteExpiredLogoutTokens, insertLogoutToken } from "./logout.store.ts";

const inFuture = instant(new Date(Date.now() + 60_000));

for (const engine of engines) {
	describe(`logout tokens on ${engine.name}`, () => {
		let database: TestDatabase<Tables>;
		before(async () => {
			database = await engine.open<Tables>("platform", migrations);
		});
		after(() => database.close());

		it("are first once, however many come at once", async () => {
			const come = () => insertLogoutToken(database.db, { digest: "one", expires: inFuture });
			const answers = await Promise.all([come(), come(), come()]);
			assert.deepEqual(answers.sort(), [false, false, true]);
			assert.equal(await come(), false);
			assert.equal(await insertLogoutToken(database.db, { digest: "other", expires: inFuture }), true);
		});

		it("may come again where what they were to do was not done", async () => {
			const undone = database.db.transaction().execute(async (tx) => {
				assert.equal(await insertLogoutToken(tx, { digest: "undone", expires: inFuture }), true);
				throw new Error("undone");
			});
			await assert.rejects(undone, /undone/);
			assert.equal(await insertLogoutToken(database.db, { digest: "undone", expires: inFuture }), true);
		});

		it("are forgotten once their age alone has them refused", async () => {
			await insertLogoutToken(database.db, { digest: "old", expires: now() });
			await deleteExpiredLogoutTokens(database.db, now());
			const left = await database.db.selectFrom("logout_tokens").select("digest").execute();
			assert.equal(
				left.some(({ digest }) => digest === "old"),
				false,
			);
			assert.equal(
				left.some(({ digest }) => digest === "one"),
				true,
			);
		});
	});
}

describe("a platform whose people sign in with passwords", () => {
	let platform: InjectedPlatform;
	before(async () => {
		platform = await injectPlatform();
	});
	after(() => platform.close());

	it("believes nobody who says that somebody has signed out", async () => {
		const admin = await platform.signedIn(SITE_ADMIN.email, SITE_ADMIN.password);
		const payload = "logout_token=a.b.c";
		const headers = { "content-type": "application/x-www-form-urlencoded" };
		const answer = await platform.app.inject({ method: "POST", url: "/oidc/backchannel-logout", headers, payload });
		assert.deepEqual([answer.statusCode, answer.json<{ error: string }>().error], [400, "invalid_request"]);
		assert.equal((await admin.get("/oidc/frontchannel-logout?iss=&sid=x")).statusCode, 400);
		assert.equal((await admin.get("/oidc/frontchannel-logout?iss=https%3A%2F%2Fid.example&sid=x")).statusCode, 400);
		assert.equal((await admin.get("/api/v0/me")).statusCode, 200);
	});
});
