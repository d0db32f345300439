import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { hashPassword } from "#common/seal/passwords.ts";
import { engines, type TestDatabase } from "#tests/harness/databases.ts";
import type { Tables } from "../../database.ts";
import { migrations } from "../../migrations/index.ts";
import { addUser, setStatus, type User } from "../users/users.ts";
import { authenticate, type Proof, stillHolds } from "./passwords.ts";

const PASSWORD = "a good long password";

for (const engine of engines) {
	describe(`a proven password on ${engine.name}`, () => {
		let database: TestDatabase<Tables>;
		let user: User;
		before(async () => {
			database = await engine.open<Tables>("platform", migrations);
			const passwordHash = await hashPassword(PASSWORD);
			const ada = { name: "Ada", email: "ada@example.com", authType: "built-in", passwordHash } as const;
			user = await database.db.transaction().execute((tx) => addUser(tx, ada));
		});
		after(() => database.close());

		const prove = async (): Promise<Proof> => {
			const proof = await authenticate(database.db, user.email, PASSWORD);
			assert.ok(proof);
			return proof;
		};
		const holds = (proof: Proof) => database.db.transaction().execute((tx) => stillHolds(tx, proof));

		it("opens nothing where the account was closed while it was looked at", async () => {
			const proof = await prove();
			assert.equal(await holds(proof), true);
			await database.db.transaction().execute((tx) => setStatus(tx, user.id, "deactivated"));
			assert.equal(await holds(proof), false);
			await database.db.transaction().execute((tx) => setStatus(tx, user.id, "active"));
			assert.equal(await holds(proof), true);
		});
	});
}
