import assert from "node:assert/strict";
import { after, afterEach, beforeEach, describe, it } from "node:test";
import { type Kysely, sql } from "kysely";
import { engines, type TestDatabase } from "#tests/harness/databases.ts";
import { Fault } from "../faults/fault.ts";
import { type Flag, fromFlag, fromJson, type Instant, type Json, now, toFlag, toJson } from "./columns.ts";
import { answers } from "./database.ts";
import { type Migration, migrate } from "./migrate.ts";
import { contains, fold, startsWith } from "./search.ts";
import { index, table } from "./table.ts";
import { isUniqueViolation, uniquely } from "./violations.ts";

interface Things {
	things: { id: string; name_key: string; made: Instant; tags: Json<string[]>; open: Flag; size: number };
}

const first: Migration = {
	name: "0001-things",
	async up(db) {
		await table(db, "things")
			.addColumn("id", "text", (c) => c.primaryKey())
			.addColumn("name_key", "text", (c) => c.notNull().unique())
			.addColumn("made", "text", (c) => c.notNull())
			.addColumn("tags", "text", (c) => c.notNull())
			.addColumn("open", "integer", (c) => c.notNull())
			.addColumn("size", "bigint", (c) => c.notNull())
			.execute();
		await index(db, "things", "made", "id");
	},
};

const thing = (id: string, name: string) => ({
	id,
	name_key: fold(name),
	made: now(),
	tags: toJson(["a", "ß"]),
	open: toFlag(true),
	size: 2 ** 40,
});

for (const engine of engines) {
	describe(`the database on ${engine.name}`, () => {
		let opened: TestDatabase<Things>;
		let db: Kysely<Things>;
		beforeEach(async () => {
			opened = await engine.open<Things>("provider", [first]);
			db = opened.db;
		});
		afterEach(() => opened.close());
		const add = (id: string, name: string) => db.insertInto("things").values(thing(id, name)).execute();
		const ids = async () => (await db.selectFrom("things").select("id").orderBy("id").execute()).map(({ id }) => id);

		it("gives back moments, JSON, booleans and large numbers as they were written", async () => {
			const written = thing("1", "One");
			await db.insertInto("things").values(written).execute();
			const row = await db.selectFrom("things").selectAll().executeTakeFirstOrThrow();
			assert.deepEqual({ ...row }, written);
			assert.deepEqual([fromJson(row.tags), fromFlag(row.open)], [["a", "ß"], true]);
		});

		it("counts in numbers", async () => {
			await add("1", "One");
			const { n } = await db
				.selectFrom("things")
				.select(({ fn }) => fn.countAll<number>().as("n"))
				.executeTakeFirstOrThrow();
			assert.equal(n, 1);
		});

		it("answers while it is open", async () => {
			assert.equal(await answers(db), true);
		});

		it("tells a unique violation, of a key or of a column, from other failures", async () => {
			await add("1", "One");
			const thrownBy = (id: string, name: string) =>
				add(id, name).then(
					() => undefined,
					(thrown: unknown) => thrown,
				);
			assert.ok(isUniqueViolation(await thrownBy("1", "Two")));
			assert.ok(isUniqueViolation(await thrownBy("2", "ONE ")));
			assert.ok(!isUniqueViolation(await sql`select * from nothing`.execute(db).catch((thrown: unknown) => thrown)));
			for (const other of [undefined, null, "text", new Error("unique")]) assert.ok(!isUniqueViolation(other));
		});

		it("turns a unique violation into a fault of the field, and passes on what else is thrown", async () => {
			await add("1", "One");
			await assert.rejects(
				uniquely("name", "Is taken.", () => add("2", "one")),
				(thrown) => thrown instanceof Fault && thrown.code === "already_exists" && thrown.fields[0]?.field === "name",
			);
			await assert.rejects(
				uniquely("name", "Is taken.", () => Promise.reject(new TypeError("other"))),
				TypeError,
			);
			assert.deepEqual(await ids(), ["1"]);
		});

		it("keeps nothing of a transaction that failed", async () => {
			const failing = db.transaction().execute(async (tx) => {
				await tx.insertInto("things").values(thing("1", "One")).execute();
				await tx.insertInto("things").values(thing("1", "Two")).execute();
			});
			await assert.rejects(failing, isUniqueViolation);
			assert.deepEqual(await ids(), []);
		});

		it("keeps transactions that overlap apart", async () => {
			await Promise.all(
				["1", "2", "3", "4"].map((id) =>
					db
						.transaction()
						.execute(async (tx) => {
							await tx.insertInto("things").values(thing(id, id)).execute();
							await new Promise((resolve) => setTimeout(resolve, 5));
							if (id === "3") throw new Error("no");
						})
						.catch(() => {}),
				),
			);
			assert.deepEqual(await ids(), ["1", "2", "4"]);
		});

		it("finds what a person typed, and takes % and _ and \\ for what they are", async () => {
			for (const [id, name] of [
				["1", "100% wool"],
				["2", "100 wool"],
				["3", "a_b"],
				["4", "axb"],
				["5", "c\\d"],
				["6", "Zürich"],
			] as const) {
				await add(id, name);
			}
			const found = async (where: typeof contains, typed: string) =>
				(
					await db
						.selectFrom("things")
						.select("id")
						.where((eb) => where(eb.ref("name_key"), typed))
						.orderBy("id")
						.execute()
				).map(({ id }) => id);
			assert.deepEqual(await found(contains, "0% W"), ["1"]);
			assert.deepEqual(await found(contains, "_"), ["3"]);
			assert.deepEqual(await found(contains, "\\"), ["5"]);
			assert.deepEqual(await found(startsWith, "100"), ["1", "2"]);
			assert.deepEqual(await found(startsWith, "wool"), []);
			assert.deepEqual(await found(contains, " ZU\u0308RICH "), ["6"]);
			assert.deepEqual(await found(contains, "'; drop table things --"), []);
		});

		it("takes any text that the web shell lets through", async () => {
			for (const [at, text] of ["'", '"', "\\", "\u0001", "\u{1F511}", "x".repeat(100_000), "\u202e"].entries()) {
				await add(String(at), text);
				const row = await db.selectFrom("things").select("name_key").where("id", "=", String(at)).executeTakeFirst();
				assert.equal(row?.name_key, fold(text));
			}
		});
	});

	describe(`migrations on ${engine.name}`, () => {
		const opened: TestDatabase<Things>[] = [];
		after(() => Promise.all(opened.map(({ close }) => close())));
		const open = async (half: string, migrations: readonly Migration[]) => {
			const database = await engine.open<Things>(half, migrations);
			opened.push(database);
			return database.db;
		};
		/** Where the harness put the database: `migrate` wants the schema's name on PostgreSQL. */
		const schemaOf = async (db: Kysely<Things>): Promise<string | undefined> =>
			engine.name === "SQLite"
				? undefined
				: (await sql<{ name: string }>`select current_schema() as name`.execute(db)).rows[0]?.name;

		it("run once, in their order, and the new ones later", async () => {
			const ran: string[] = [];
			const step = (name: string): Migration => ({ name, up: async () => void ran.push(name) });
			const db = await open("provider", [step("0001-a"), step("0002-b")]);
			const all = [step("0001-a"), step("0002-b"), step("0003-c")];
			const anonymous = db as unknown as Kysely<unknown>;
			await migrate(anonymous, all, await schemaOf(db));
			await migrate(anonymous, all, await schemaOf(db));
			assert.deepEqual(ran, ["0001-a", "0002-b", "0003-c"]);
		});

		it("of a newer release are no obstacle: the one before starts on what they left, and the newer one again afterwards", async () => {
			const ran: string[] = [];
			const step = (name: string): Migration => ({ name, up: async () => void ran.push(name) });
			const newer = [step("0001-a"), step("0002-b"), step("0003-c")];
			const db = await open("provider", newer);
			const anonymous = db as unknown as Kysely<unknown>;
			await migrate(anonymous, newer.slice(0, 1), await schemaOf(db));
			await migrate(anonymous, [...newer, step("0004-d")], await schemaOf(db));
			assert.deepEqual(ran, ["0001-a", "0002-b", "0003-c", "0004-d"]);
		});

		it("that are missing in the middle are refused: the database is another's", async () => {
			const step = (name: string): Migration => ({ name, up: async () => {} });
			const db = await open("provider", [step("0001-a"), step("0002-b"), step("0003-c")]);
			const anonymous = db as unknown as Kysely<unknown>;
			await assert.rejects(migrate(anonymous, [step("0001-a"), step("0003-c")], await schemaOf(db)), /0002-b/);
		});

		it("of the two halves stay apart in one database", async () => {
			const [provider, platform] = [await open("provider", [first]), await open("platform", [first])];
			await provider.insertInto("things").values(thing("1", "One")).execute();
			assert.deepEqual(await platform.selectFrom("things").selectAll().execute(), []);
		});

		it("that fail leave nothing half done, and keep the half from opening", async () => {
			const broken: Migration = {
				name: "0001-broken",
				async up(db) {
					await first.up(db);
					throw new Error("broken");
				},
			};
			const db = await open("provider", []);
			const anonymous = db as unknown as Kysely<unknown>;
			await assert.rejects(migrate(anonymous, [broken], await schemaOf(db)), /broken/);
			await migrate(anonymous, [first], await schemaOf(db));
			assert.deepEqual(await db.selectFrom("things").selectAll().execute(), []);
		});
	});
}
