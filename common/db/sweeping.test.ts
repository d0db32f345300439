import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { engines, type TestDatabase } from "../../tests/harness/databases.ts";
import { after } from "./columns.ts";
import type { LeasesTable } from "./leases.ts";
import type { Migration } from "./migrate.ts";
import { doParts, type Sweep, startSweeping } from "./sweeping.ts";
import { createTurn } from "./turns.ts";

interface Tables {
	readonly leases: LeasesTable;
}

const migrations: readonly Migration[] = [
	{
		name: "0001-leases",
		up: (db) =>
			db.schema
				.createTable("leases")
				.addColumn("name", "text", (c) => c.primaryKey())
				.addColumn("holder", "text", (c) => c.notNull())
				.addColumn("until", "text", (c) => c.notNull())
				.execute(),
	},
];

const until = async (holds: () => boolean): Promise<void> => {
	while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
};

it("does every part, and tells of the one that failed", async () => {
	const done: string[] = [];
	const failed: string[] = [];
	const parts = {
		first: async () => done.push("first"),
		second: () => Promise.reject(new Error("on purpose")),
		third: async () => done.push("third"),
	};
	await doParts(parts, (part) => failed.push(part));
	assert.deepEqual([done, failed], [["first", "third"], ["second"]]);
});

for (const engine of engines) {
	describe(`sweeping on ${engine.name}`, { timeout: 60_000 }, () => {
		let database: TestDatabase<Tables>;
		let sweep: Sweep | undefined;
		const failed: unknown[] = [];
		beforeEach(async () => {
			database = await engine.open<Tables>("sweeping", migrations);
			failed.length = 0;
		});
		afterEach(async () => {
			await sweep?.stop();
			await database.close();
			assert.deepEqual(failed, []);
		});
		const holders = async () => (await database.db.selectFrom("leases").select("holder").execute()).map(({ holder }) => holder);
		const start = (once: () => Promise<unknown>, everywhere = async () => {}): Sweep => {
			const work = { once: { work: once }, everywhere: { own: everywhere } };
			sweep = startSweeping(database.db as never, work, (_part, thrown) => failed.push(thrown), 5);
			return sweep;
		};

		it("is done again and again, and leaves the work to others when it stops", async () => {
			let rounds = 0;
			const own = start(async () => rounds++);
			await until(() => rounds > 1);
			assert.equal((await holders()).length, 1);
			await own.stop();
			const last = rounds;
			assert.deepEqual(await holders(), []);
			await new Promise((resolve) => setTimeout(resolve, 30));
			assert.equal(rounds, last);
		});

		it("is done by nobody else while another process does it, but for what each has in memory", async () => {
			await database.db
				.insertInto("leases")
				.values({ name: "sweep", holder: "another", until: after(60) })
				.execute();
			let shared = 0;
			let own = 0;
			start(
				async () => shared++,
				async () => void own++,
			);
			await until(() => own > 2);
			assert.equal(shared, 0);
		});

		it("is taken over from a process that died", async () => {
			await database.db
				.insertInto("leases")
				.values({ name: "sweep", holder: "another", until: after(-1) })
				.execute();
			let rounds = 0;
			start(async () => rounds++);
			await until(() => rounds > 0);
			assert.ok(!(await holders()).includes("another"));
		});

		it("work that comes up all the time has one process, until that leaves it or dies", async () => {
			const { db } = database;
			const turn = createTurn(db as never, "things", 60);
			assert.equal(await turn.isMine(), true);
			await db.updateTable("leases").set({ holder: "another" }).execute();
			assert.equal(await createTurn(db as never, "things", 60).isMine(), false);
			await turn.leave();
			assert.deepEqual(await holders(), ["another"]);
			await db
				.updateTable("leases")
				.set({ until: after(-1) })
				.execute();
			assert.equal(await createTurn(db as never, "things", 60).isMine(), true);
			await turn.leave();
			assert.deepEqual(await holders(), []);
		});

		it("ends the part that is under way, and begins no other, before it has stopped", async () => {
			const steps: string[] = [];
			let release = (): void => {};
			const held = new Promise<void>((resolve) => {
				release = resolve;
			});
			const parts = {
				first: async () => {
					steps.push("begun");
					await held;
					steps.push("ended");
				},
				second: async () => steps.push("second"),
			};
			const own = startSweeping(database.db as never, { once: parts }, (_part, thrown) => failed.push(thrown), 5);
			await until(() => steps.includes("begun"));
			const stopped = own.stop().then(() => steps.push("stopped"));
			release();
			await stopped;
			assert.deepEqual(steps, ["begun", "ended", "stopped"]);
		});
	});
}
