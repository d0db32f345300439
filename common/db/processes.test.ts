import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { type Kysely, sql } from "kysely";
import { ownDatabase } from "#tests/harness/databases.ts";
import { cached } from "./cached.ts";
import { announce, prepareChanges } from "./changes.ts";
import { openStorage, type Storage } from "./database.ts";
import { holdLease, leaveLease, withLease } from "./leases.ts";
import { ensureSchema } from "./postgres.ts";
import { index, table } from "./table.ts";
import { databaseAway } from "./violations.ts";

interface Things {
	things: { id: string; size: number; seen: number };
	leases: { name: string; holder: string; until: string };
}

const start = {
	name: "0001-things",
	async up(db: Kysely<unknown>) {
		await table(db, "things")
			.addColumn("id", "text", (c) => c.primaryKey())
			.addColumn("size", "integer", (c) => c.notNull())
			.addColumn("seen", "integer", (c) => c.notNull().defaultTo(0))
			.execute();
		await index(db, "things", "size");
		await table(db, "leases")
			.addColumn("name", "text", (c) => c.primaryKey())
			.addColumn("holder", "text", (c) => c.notNull())
			.addColumn("until", "text", (c) => c.notNull())
			.execute();
		await prepareChanges(db);
		await announce(db, "clients", "things", "size");
	},
};

const eventually = async (holds: () => boolean | Promise<boolean>): Promise<void> => {
	for (const end = Date.now() + 30_000; Date.now() < end; await sleep(20)) if (await holds()) return;
	assert.fail("not within half a minute");
};

for (const name of ["SQLite", "PostgreSQL"] as const) {
	describe(`two processes on one ${name}`, () => {
		let [here, there] = [] as unknown as [Storage<Things>, Storage<Things>];
		const dataDir = mkdtempSync(join(tmpdir(), "signet-processes-"));
		before(async () => {
			const settings = { dataDir, databaseUrl: name === "SQLite" ? undefined : await ownDatabase() };
			[here, there] = await Promise.all([
				openStorage<Things>(settings, "provider", [start]),
				openStorage<Things>(settings, "provider", [start]),
			]);
		});
		after(async () => {
			await Promise.all([here.close(), there.close()]);
			rmSync(dataDir, { recursive: true, force: true });
		});
		const add = ({ db }: Storage<Things>, id: string, size = 1) =>
			db.insertInto("things").values({ id, size, seen: 0 }).execute();
		const sizeOf = async ({ db }: Storage<Things>, id: string) =>
			(await db.selectFrom("things").select("size").where("id", "=", id).executeTakeFirst())?.size;

		it("count together without losing one, in transactions and in single writes", async () => {
			await add(here, "counter", 0);
			const increase = (db: Kysely<Things>) =>
				db
					.updateTable("things")
					.set((eb) => ({ size: eb("size", "+", 1) }))
					.where("id", "=", "counter")
					.execute();
			const work = Array.from({ length: 100 }, (_, at) => {
				const { db } = at % 2 === 0 ? here : there;
				return at % 3 === 0 ? increase(db) : db.transaction().execute((tx) => increase(tx));
			});
			await Promise.all(work);
			assert.equal(await sizeOf(here, "counter"), 100);
		});

		it("read what is committed, while another transaction is under way", async () => {
			await add(here, "read", 1);
			let finish = (): void => {};
			const held = new Promise<void>((resolve) => {
				finish = resolve;
			});
			let begun = (): void => {};
			const changed = new Promise<void>((resolve) => {
				begun = resolve;
			});
			const transaction = here.db.transaction().execute(async (tx) => {
				await tx.updateTable("things").set({ size: 2 }).where("id", "=", "read").execute();
				begun();
				await held;
			});
			await changed;
			assert.deepEqual([await sizeOf(here, "read"), await sizeOf(there, "read")], [1, 1]);
			finish();
			await transaction;
			assert.deepEqual([await sizeOf(here, "read"), await sizeOf(there, "read")], [2, 2]);
		});

		it("undo a transaction that fails, and only that one", async () => {
			const failing = here.db.transaction().execute(async (tx) => {
				await tx.insertInto("things").values({ id: "undone", size: 1, seen: 0 }).execute();
				throw new Error("stop");
			});
			const [undone, done] = await Promise.allSettled([failing, add(here, "done")]);
			assert.deepEqual([undone.status, done.status], ["rejected", "fulfilled"]);
			assert.deepEqual([await sizeOf(there, "undone"), await sizeOf(there, "done")], [undefined, 1]);
		});

		it("of writes at the same moment, refuse the one that breaks a rule and keep the others", async () => {
			await add(here, "taken");
			const results = await Promise.allSettled([
				add(here, "free 1"),
				add(here, "taken"),
				add(there, "taken"),
				add(here, "free 2"),
			]);
			assert.deepEqual(
				results.map(({ status }) => status),
				["fulfilled", "rejected", "rejected", "fulfilled"],
			);
			assert.deepEqual([await sizeOf(there, "free 1"), await sizeOf(there, "free 2")], [1, 1]);
		});

		it("drop what they kept once it changed at the other, and keep it while something else changes", async () => {
			let loads = 0;
			const kept = cached(there.changes, ["clients"], {
				most: 10,
				load: async (id) => {
					loads++;
					return sizeOf(there, id);
				},
			});
			await add(here, "kept", 1);
			await eventually(() => there.changes.version("clients") !== undefined);
			await eventually(async () => (await kept("kept")) === 1);
			// The word of its insertion may be under way.
			await sleep(300);
			await kept("kept");
			const before = loads;
			await here.db.updateTable("things").set({ seen: 5 }).where("id", "=", "kept").execute();
			await kept("kept");
			assert.equal(loads, before);
			await here.db.updateTable("things").set({ size: 2 }).where("id", "=", "kept").execute();
			await eventually(async () => (await kept("kept")) === 2);
			await here.db.deleteFrom("things").where("id", "=", "kept").execute();
			await eventually(async () => (await kept("kept")) === undefined);
		});

		it("hear of a change without asking", async () => {
			let heard = 0;
			there.changes.on("clients", () => {
				heard++;
			});
			await add(here, "heard");
			await eventually(() => heard > 0);
		});

		it("never keep what changed while it was being loaded", async () => {
			await add(here, "late", 1);
			await eventually(() => there.changes.version("clients") !== undefined);
			await sleep(300);
			const kept = cached(there.changes, ["clients"], {
				most: 10,
				load: async (id) => {
					const size = await sizeOf(there, id);
					if (size === 1) await here.db.updateTable("things").set({ size: 2 }).where("id", "=", id).execute();
					return size;
				},
			});
			assert.equal(await kept("late"), 1);
			await eventually(async () => (await kept("late")) === 2);
		});

		it("forget what was used longest ago, and a failure at once", async () => {
			const loaded: string[] = [];
			let fails = true;
			const kept = cached(here.changes, ["keys"], {
				most: 2,
				load: async (key) => {
					loaded.push(key);
					if (key === "broken" && fails) throw new Error("not now");
					return key;
				},
			});
			await eventually(() => here.changes.version("keys") !== undefined);
			for (const key of ["a", "b", "a", "c", "a", "b"]) await kept(key);
			assert.deepEqual(loaded, ["a", "b", "c", "b"]);
			await assert.rejects(kept("broken"));
			fails = false;
			assert.equal(await kept("broken"), "broken");
		});

		it("do leased work one at a time, and take over from one that died", async () => {
			const another = async (until: string) => {
				await there.db.deleteFrom("leases").where("name", "=", "sweep").execute();
				await there.db.insertInto("leases").values({ name: "sweep", holder: "another", until }).execute();
			};
			let worked = 0;
			const work = async () => {
				worked++;
			};
			const db = here.db as unknown as Kysely<never>;
			await another("2999-01-01T00:00:00.000Z");
			assert.equal(await withLease(db, "sweep", 60, work), false);
			await another("2020-01-01T00:00:00.000Z");
			assert.equal(await withLease(db, "sweep", 60, work), true);
			assert.equal(await withLease(db, "sweep", 60, work), true);
			assert.equal(worked, 2);
			await leaveLease(db, "sweep");
			assert.equal(await holdLease(db, "sweep", 60), true);
		});
	});
}

describe("PostgreSQL that goes away", () => {
	it("is trusted no more until it is heard again, and then nothing that was kept is", async () => {
		const databaseUrl = await ownDatabase();
		const here = await openStorage<Things>({ dataDir: "", databaseUrl }, "provider", [start]);
		await eventually(() => here.changes.version("clients") !== undefined);
		const before = here.changes.version("clients");
		// As an administrator of the database ends a connection.
		const end = sql`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
			WHERE datname = current_database() AND query = 'SELECT 1' AND pid <> pg_backend_pid()`;
		await end.execute(here.db);
		await eventually(() => {
			const version = here.changes.version("clients");
			return version !== undefined && version !== before;
		});
		await here.close();
	});
});

describe("A database that is away", () => {
	const said = (fields: object) => databaseAway(Object.assign(new Error("said so"), fields));

	it("is told from other failures, and whoever asks is told to come back", () => {
		assert.equal(said({ code: "57P01" })?.code, "unavailable");
		assert.equal(said({ code: "ECONNREFUSED" })?.retryAfter, 2);
		assert.equal(databaseAway(new Error("Connection terminated unexpectedly"))?.statusCode, 503);
		assert.equal(said({ code: "23505" }), undefined);
		assert.equal(databaseAway(new Error("anything else")), undefined);
	});
});

it("many processes that start at once on a new PostgreSQL database all find their schema", async () => {
	for (let round = 0; round < 5; round++) {
		const url = await ownDatabase();
		await Promise.all(Array.from({ length: 8 }, () => ensureSchema(url, "provider")));
	}
});
