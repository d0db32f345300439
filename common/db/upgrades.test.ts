import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import type { Kysely } from "kysely";
import { ownDatabase } from "#tests/harness/databases.ts";
import { openDatabase } from "./database.ts";
import { table } from "./table.ts";

interface Things {
	things: { id: string; size: number };
}

const start = {
	name: "0001-things",
	async up(db: Kysely<unknown>) {
		await table(db, "things")
			.addColumn("id", "text", (c) => c.primaryKey())
			.addColumn("size", "integer", (c) => c.notNull())
			.execute();
	},
};

const USES = 5;

for (const name of ["SQLite", "PostgreSQL"] as const) {
	describe(`beside a newer release on one ${name}`, () => {
		const dataDir = mkdtempSync(join(tmpdir(), "signet-upgrades-"));
		let [older, newer] = [] as unknown as [Kysely<Things>, Kysely<Things>];
		before(async () => {
			const settings = { dataDir, databaseUrl: name === "SQLite" ? undefined : await ownDatabase() };
			older = await openDatabase<Things>({ ...settings, connections: 2 }, "provider", [start]);
			newer = await openDatabase<Things>(settings, "provider", [start]);
		});
		after(async () => {
			await Promise.all([older.destroy(), newer.destroy()]);
			rmSync(dataDir, { recursive: true, force: true });
		});

		it("statements that were used often go on once a table has one more column", async () => {
			const read = (db: Kysely<Things>) => db.selectFrom("things").selectAll().where("id", "=", "one").executeTakeFirst();
			/** On every connection that there is. */
			const often = () => Promise.all(Array.from({ length: USES }, () => read(older)));
			await older.insertInto("things").values({ id: "one", size: 1 }).execute();
			await often();
			await older.transaction().execute(read);
			await newer.schema.alterTable("things").addColumn("color", "text").execute();
			for (const one of await often()) assert.equal(one?.size, 1);
			await older.transaction().execute(read);
			await newer.schema.alterTable("things").addColumn("weight", "text").execute();
			// In a transaction nothing can be asked again; the next one goes.
			await older
				.transaction()
				.execute(read)
				.catch(() => {});
			for (let use = 0; use < USES; use++) assert.equal((await older.transaction().execute(read))?.size, 1);
			for (const one of await often()) assert.equal(one?.size, 1);
		});
	});
}
