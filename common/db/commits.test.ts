import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it, mock } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { type Kysely, sql } from "kysely";
import { openDatabase } from "./database.ts";
import type { SqliteFile } from "./sqlite.ts";
import { sqliteChanges } from "./sqlite-changes.ts";
import { table } from "./table.ts";
import { createWalSync } from "./wal-sync.ts";

interface Things {
	owners: { id: string };
	things: { id: string; owner: string };
}

const start = {
	name: "0001-things",
	async up(db: Kysely<unknown>) {
		await table(db, "owners")
			.addColumn("id", "text", (c) => c.primaryKey())
			.execute();
		await table(db, "things")
			.addColumn("id", "text", (c) => c.primaryKey())
			.addColumn("owner", "text", (c) => c.notNull().references("owners.id"))
			.execute();
	},
};

describe("on SQLite", () => {
	const dataDir = mkdtempSync(join(tmpdir(), "signet-commits-"));
	let db: Kysely<Things>;
	before(async () => {
		db = await openDatabase<Things>({ dataDir }, "provider", [start]);
	});
	after(async () => {
		await db.destroy();
		rmSync(dataDir, { recursive: true, force: true });
	});

	it("a transaction that cannot be committed leaves the one after it whole", async () => {
		const failing = db.transaction().execute(async (tx) => {
			await sql`PRAGMA defer_foreign_keys = ON`.execute(tx);
			await tx.insertInto("things").values({ id: "orphan", owner: "nobody" }).execute();
		});
		const next = db.transaction().execute(async (tx) => {
			await tx.insertInto("owners").values({ id: "first" }).execute();
			await sleep(20);
			await tx.insertInto("owners").values({ id: "second" }).execute();
		});
		const last = db.transaction().execute((tx) => tx.insertInto("owners").values({ id: "third" }).execute());
		await assert.rejects(failing, /FOREIGN KEY/);
		await Promise.all([next, last]);
		const owners = await db.selectFrom("owners").select("id").orderBy("id").execute();
		assert.deepEqual(
			owners.map(({ id }) => id),
			["first", "second", "third"],
		);
		assert.deepEqual(await db.selectFrom("things").select("id").execute(), []);
	});

	it("a log that could not be opened for a moment is brought to the disk when it can be", async () => {
		const file = join(dataDir, "later.db");
		const { now, settled } = createWalSync(file);
		await assert.rejects(now(), { code: "ENOENT" });
		writeFileSync(`${file}-wal`, "");
		await now();
		await settled();
	});

	it("the log is copied into the database beside the commits, by a thread that ends with it", async () => {
		const folder = mkdtempSync(join(tmpdir(), "signet-log-"));
		const storage = await openDatabase<Things>({ dataDir: folder }, "provider", [start]);
		const [file = ""] = readdirSync(folder).filter((name) => name.endsWith("provider.db"));
		const size = (): number => statSync(join(folder, file)).size;
		const before = size();
		const written = 400;
		for (let n = 0; n < written; n++)
			await storage
				.insertInto("owners")
				.values({ id: `${n} ${"x".repeat(3_000)}` })
				.execute();
		for (const end = Date.now() + 20_000; size() < before + (written / 2) * 3_000; await sleep(20))
			assert.ok(Date.now() < end, "it was never copied");
		await storage.destroy();
		assert.deepEqual(
			readdirSync(folder).filter((name) => name.startsWith(file) && name !== file),
			[],
		);
		rmSync(folder, { recursive: true, force: true });
	});

	it("a database that cannot be read for a moment ends nothing, and changes are heard of afterwards", async () => {
		const read = mock.fn((): Record<string, unknown>[] => [{ topic: "keys", version: 1 }]);
		let commits = 0;
		const changes = sqliteChanges({ read, moment: () => commits++ } as unknown as SqliteFile);
		const told = new Promise<void>((resolve) => changes.on("keys", resolve));
		read.mock.mockImplementation(() => [{ topic: "keys", version: 2 }]);
		read.mock.mockImplementationOnce(() => {
			throw new Error("disk I/O error");
		});
		const waiting = setInterval(() => {}, 1_000);
		await told.finally(() => clearInterval(waiting));
		await changes.close();
	});
});
