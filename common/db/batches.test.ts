import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { afterEach, beforeEach, describe, it } from "node:test";
import type { Kysely } from "kysely";
import { engines, type TestDatabase } from "../../tests/harness/databases.ts";
import { inBatches } from "./batches.ts";
import type { Migration } from "./migrate.ts";

interface Tables {
	readonly things: { readonly id: number; readonly age: number };
}

const migrations: readonly Migration[] = [
	{
		name: "0001-things",
		up: (db) =>
			db.schema
				.createTable("things")
				.addColumn("id", "integer", (c) => c.primaryKey())
				.addColumn("age", "integer", (c) => c.notNull())
				.execute(),
	},
];

for (const engine of engines) {
	describe(`removal in batches on ${engine.name}`, () => {
		let database: TestDatabase<Tables>;
		let db: Kysely<Tables>;
		beforeEach(async () => {
			database = await engine.open<Tables>("batches", migrations);
			db = database.db;
			const things = Array.from({ length: 25 }, (_, id) => ({ id, age: id % 2 }));
			await db.insertInto("things").values(things).execute();
		});
		afterEach(() => database.close());

		const old = (most: number) => db.selectFrom("things").select("id").where("age", "=", 1).orderBy("id").limit(most);
		const left = async (): Promise<number> =>
			Number(
				(
					await db
						.selectFrom("things")
						.select(({ fn }) => fn.countAll().as("left"))
						.executeTakeFirstOrThrow()
				).left,
			);

		it("removes all that is meant and nothing else, a few at a time", async () => {
			const statements: number[] = [];
			await inBatches((most) => {
				statements.push(most);
				return db.deleteFrom("things").where("id", "in", old(most));
			}, 5);
			assert.deepEqual(statements, [5, 5, 5]);
			assert.equal(await left(), 13);
		});

		it("changes rows as well", async () => {
			await inBatches((most) => db.updateTable("things").set({ age: 2 }).where("id", "in", old(most)), 5);
			assert.deepEqual(await old(1).execute(), []);
			assert.equal(await left(), 25);
		});

		it("lets others write in between", async () => {
			const order: string[] = [];
			let other: Promise<unknown> = Promise.resolve();
			await inBatches((most) => {
				order.push("batch");
				if (order.length === 1)
					other = db.transaction().execute(async (tx) => {
						await tx.insertInto("things").values({ id: 100, age: 0 }).execute();
						order.push("other");
					});
				return db.deleteFrom("things").where("id", "in", old(most));
			}, 1);
			await other;
			assert.ok(order.indexOf("other") < order.length - 1, order.join());
			assert.equal(await left(), 14);
		});

		it("passes on what fails", async () => {
			await assert.rejects(inBatches(() => db.deleteFrom("nowhere" as "things")));
			assert.equal(await left(), 25);
		});
	});
}

it("removal in batches goes on where a process has nothing else to do", () => {
	const script = `
		import { inBatches } from ${JSON.stringify(new URL("batches.ts", import.meta.url).href)};
		const left = [2n, 2n, 0n];
		await inBatches(() => ({ executeTakeFirst: async () => ({ numDeletedRows: left.shift() }) }), 2);
		process.stdout.write(String(left.length));`;
	const { stdout, status } = spawnSync(process.execPath, ["--input-type=module", "-e", script], { encoding: "utf8" });
	assert.deepEqual([stdout, status], ["0", 0]);
});
