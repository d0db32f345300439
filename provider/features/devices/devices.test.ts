import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { newSecret } from "#common/seal/ids.ts";
import { engines } from "#tests/harness/databases.ts";
import { makePerson, openProviderDatabase } from "#tests/harness/management.ts";
import type { Db } from "../../database.ts";
import { deviceOf, rememberDevice } from "./devices.ts";

const FACTORS = { factorProven: true, proven: ["password", "totp"] } as const;

for (const engine of engines) {
	describe(`browsers that have signed people in, on ${engine.name}`, () => {
		let db: Db;
		let close: () => Promise<void>;
		let ada: string;
		let eve: string;
		beforeEach(async () => {
			({ db, close } = await openProviderDatabase(engine));
			ada = (await makePerson(db, "Ada")).id;
			eve = (await makePerson(db, "Eve")).id;
		});
		afterEach(() => close());

		it("keep their cookie from one sign-in of a person to the next", async () => {
			const cookie = await rememberDevice(db, undefined, ada, FACTORS);
			assert.equal(await rememberDevice(db, cookie, ada, { factorProven: false }), cookie);
			assert.deepEqual((await deviceOf(db, cookie, ada)).proven, FACTORS.proven);
		});

		it("get another one when somebody else signs in, so that a copy of the first opens nothing of theirs", async () => {
			const copied = await rememberDevice(db, undefined, eve, FACTORS);
			const cookie = await rememberDevice(db, copied, ada, FACTORS);
			assert.notEqual(cookie, copied);
			assert.deepEqual([(await deviceOf(db, copied, ada)).known, (await deviceOf(db, copied, eve)).known], [false, false]);
			assert.deepEqual([(await deviceOf(db, cookie, ada)).known, (await deviceOf(db, cookie, eve)).known], [true, true]);
		});

		it("never take a value that was planted", async () => {
			const planted = newSecret();
			assert.notEqual(await rememberDevice(db, planted, ada, FACTORS), planted);
			assert.equal((await deviceOf(db, planted, ada)).known, false);
		});
	});
}
