import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { instant, type now } from "#common/db/columns.ts";
import { createSeal } from "#common/seal/seal.ts";
import { configure, draftWith } from "#tests/harness/configurations.ts";
import { engines, type TestDatabase } from "#tests/harness/databases.ts";
import type { Tables } from "./database.ts";
import { saveConfiguration } from "./features/authentication/authentication.ts";
import { addUser } from "./features/users/users.ts";
import { migrations } from "./migrations/index.ts";
import { sweepOnce } from "./sweep.ts";

const ago = (minutes: number) => instant(new Date(Date.now() - minutes * 60_000));

for (const engine of engines) {
	describe(`the sweep on ${engine.name}`, () => {
		let database: TestDatabase<Tables>;
		before(async () => {
			database = await engine.open<Tables>("platform", migrations);
		});
		after(() => database.close());

		/** A test that began so many minutes ago; answers its configuration. */
		const tested = async (minutes: number, startedBy?: string): Promise<string> => {
			const { db } = database;
			const draft = draftWith({ clientSecret: "a secret" });
			const saving = { draft, found: {}, savedBy: "Ada", purpose: "test" } as const;
			const { id } = await saveConfiguration(db, createSeal("x".repeat(40), "platform"), saving);
			await db
				.updateTable("configurations")
				.set({ created: ago(minutes) } as never)
				.where("id", "=", id)
				.execute();
			const row = { configuration_id: id, state: "begun", outcome: null, expires: ago(minutes - 60) } as const;
			if (startedBy)
				await db
					.insertInto("sign_in_tests")
					.values({ ...row, started_by: startedBy })
					.execute();
			return id;
		};
		const attempt = (digest: string, expires: string) =>
			database.db
				.insertInto("sign_in_attempts")
				.values({
					...{ digest, expires: expires as ReturnType<typeof now>, browser_digest: "b", configuration_id: "c" },
					...{ nonce: "n", code_verifier: "v", next: "/" },
				})
				.execute();

		it("takes away what ran out, also of an administrator who is gone, and goes on where one part of it fails", async () => {
			const { db } = database;
			const live = await configure(db);
			await db
				.updateTable("configurations")
				.set({ created: ago(600) } as never)
				.where("id", "=", live.id)
				.execute();
			const [ada, gone] = await db
				.transaction()
				.execute(async (tx) => [
					await addUser(tx, { name: "Ada", email: "ada@example.com", authType: "built-in" }),
					await addUser(tx, { name: "Bob", email: "bob@example.com", authType: "built-in" }),
				]);
			assert.ok(ada && gone);
			await tested(61, ada.id);
			const underWay = await tested(59, ada.id);
			await tested(61, gone.id);
			await db.deleteFrom("users").where("id", "=", gone.id).execute();
			await attempt("old", ago(1));
			await attempt("under way", ago(-1));
			await db
				.insertInto("logout_tokens")
				.values([
					{ digest: "old", expires: ago(1) },
					{ digest: "young", expires: ago(-1) },
				])
				.execute();
			await db.schema.dropTable("api_keys").execute();

			const failed: string[] = [];
			await sweepOnce(db, (part) => failed.push(part));

			assert.deepEqual(failed, ["API keys"]);
			const configurations = await db.selectFrom("configurations").select("id").execute();
			assert.deepEqual(configurations.map(({ id }) => id).sort(), [live.id, underWay].sort());
			const tests = await db.selectFrom("sign_in_tests").select("configuration_id").execute();
			assert.deepEqual(
				tests.map(({ configuration_id: id }) => id),
				[underWay],
			);
			for (const [table, left] of [
				["sign_in_attempts", "under way"],
				["logout_tokens", "young"],
			] as const) {
				const rows = await db.selectFrom(table).select("digest").execute();
				assert.deepEqual(
					rows.map(({ digest }) => digest),
					[left],
				);
			}
		});
	});
}
