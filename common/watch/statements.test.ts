import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { openStorage } from "#common/db/database.ts";
import type { Migration } from "#common/db/migrate.ts";
import { ownDatabase } from "#tests/harness/databases.ts";
import { registry } from "./registry.ts";

interface Tables {
	letters: { id: string };
}

const migrations: readonly Migration[] = [
	{
		name: "0001-letters",
		up: (db) =>
			db.schema
				.createTable("letters")
				.addColumn("id", "text", (c) => c.primaryKey())
				.execute(),
	},
];

const counts = async (engine: string): Promise<Record<string, number>> => {
	const text = await registry.metrics();
	const lines = text.matchAll(new RegExp(`^signet_database_seconds_count\\{engine="${engine}",kind="(\\w+)"\\} (\\d+)$`, "gm"));
	return Object.fromEntries([...lines].map(([, kind, count]) => [kind, Number(count)]));
};

for (const engine of ["sqlite", "postgresql"] as const) {
	describe(`what a database of ${engine} does`, () => {
		const dataDir = mkdtempSync(join(tmpdir(), "signet-statements-"));
		after(() => rmSync(dataDir, { recursive: true, force: true }));

		it("is counted by kind, in transactions and outside, failed statements too, and answers as if nobody watched", async () => {
			const databaseUrl = engine === "sqlite" ? undefined : await ownDatabase();
			const { db, close } = await openStorage<Tables>({ dataDir, databaseUrl }, "watched", migrations);
			const earlier = await counts(engine);
			await db.insertInto("letters").values({ id: "a" }).execute();
			await db.transaction().execute(async (tx) => {
				await tx.insertInto("letters").values({ id: "b" }).execute();
				await tx.updateTable("letters").set({ id: "c" }).where("id", "=", "b").execute();
			});
			await assert.rejects(db.insertInto("letters").values({ id: "a" }).execute());
			await assert.rejects(
				db.transaction().execute(async (tx) => {
					await tx.deleteFrom("letters").execute();
					throw new Error("not so");
				}),
				/not so/,
			);
			const left = await db.selectFrom("letters").selectAll().orderBy("id").execute();
			assert.deepEqual(
				left.map(({ id }) => id),
				["a", "c"],
			);
			const later = await counts(engine);
			await close();
			const grown = (kind: string) => (later[kind] ?? 0) - (earlier[kind] ?? 0);
			const kinds = ["insert", "update", "delete", "select", "begin", "commit"];
			assert.deepEqual(Object.fromEntries(kinds.map((kind) => [kind, grown(kind)])), {
				insert: 3,
				update: 1,
				delete: 1,
				select: 1,
				begin: 2,
				commit: 1,
			});
		});
	});
}
