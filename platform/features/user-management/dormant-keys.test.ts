import assert from "node:assert/strict";
import { after as afterAll, before, describe, it } from "node:test";
import { after, instant } from "#common/db/columns.ts";
import { engines, type TestDatabase } from "#tests/harness/databases.ts";
import type { Tables } from "../../database.ts";
import { migrations } from "../../migrations/index.ts";
import { insertKey } from "../api-keys/api-keys.store.ts";
import { listKeys } from "../api-keys/api-keys.ts";
import { addUser, findUser } from "../users/users.ts";
import { markDormant } from "./user-management.ts";

for (const engine of engines) {
	describe(`an account that is set dormant on ${engine.name}`, () => {
		let database: TestDatabase<Tables>;
		before(async () => {
			database = await engine.open<Tables>("platform", migrations);
		});
		afterAll(() => database.close());

		/** Somebody who was here a year ago, with an API key. */
		const add = async (name: string): Promise<string> => {
			const account = { name, email: `${name}@example.com`, authType: "openid-connect" } as const;
			const { id } = await database.db.transaction().execute((tx) => addUser(tx, account));
			const then = instant(new Date(Date.now() - 365 * 86_400_000));
			const past = { created: then, last_updated: then, last_seen: then } as never;
			await database.db.updateTable("users").set(past).where("id", "=", id).execute();
			const key = { id: `key${name}`, user_id: id, name, digest: name, created: then, expires: after(3_600) };
			await database.db.transaction().execute((tx) => insertKey(tx, { ...key, last_used: null, last_address: null }));
			return id;
		};

		it("loses its API keys for good", async () => {
			const id = await add("ada");
			await markDormant(database.db, 90);
			assert.deepEqual(await listKeys(database.db, id), []);
		});

		it("is set so wholly or not at all: where the event cannot be written, account and keys are as they were", async () => {
			const id = await add("grace");
			await database.db.schema.alterTable("audit").renameTo("elsewhere").execute();
			await assert.rejects(markDormant(database.db, 90));
			await database.db.schema.alterTable("elsewhere").renameTo("audit").execute();
			assert.deepEqual([(await findUser(database.db, id))?.status, (await listKeys(database.db, id)).length], ["active", 1]);
			await markDormant(database.db, 90);
			assert.deepEqual([(await findUser(database.db, id))?.status, (await listKeys(database.db, id)).length], ["dormant", 0]);
		});
	});
}
