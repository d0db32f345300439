import { type Kysely, sql } from "kysely";
import { openDatabase } from "#common/db/database.ts";
import type { Migration } from "#common/db/migrate.ts";
import type { Db, Tables } from "../../database.ts";

/** What no import looks at, and what may be large. */
const LEFT_OUT = new Set(["system_log", "engine_records", "sessions", "migrations", "migrations_lock", "import_lock"]);
const ROWS = 5_000;

type Untyped = Kysely<Record<string, Record<string, unknown>>>;

/**
 * A copy of a provider's database in memory, for an import that leaves no trace. `from` is only read, and may be of an older
 * release; without it the copy is empty.
 */
export const copyToMemory = async (from: Db | undefined, schema: string, migrations: readonly Migration[]): Promise<Db> => {
	const copy = await openDatabase<Tables>({ dataDir: ":memory:" }, "provider", migrations);
	if (from === undefined) return copy;
	await sql`PRAGMA foreign_keys = OFF`.execute(copy);
	const there = new Map(
		(await tablesOf(from)).filter((one) => one.schema === undefined || one.schema === schema).map((one) => [one.name, one]),
	);
	for (const { name, columns } of await tablesOf(copy)) {
		const known = there.get(name)?.columns.filter((column) => columns.includes(column));
		if (known !== undefined && !LEFT_OUT.has(name)) await copyTable(from as never, copy as never, { name, columns: known });
	}
	await sql`PRAGMA foreign_keys = ON`.execute(copy);
	return copy;
};

const tablesOf = async (db: Db): Promise<{ name: string; schema: string | undefined; columns: string[] }[]> =>
	(await db.introspection.getTables()).map(({ name, schema, columns }) => ({
		name,
		schema,
		columns: columns.map((column) => column.name),
	}));

/** Reads the table in one go, and keeps none of it but the rows that it writes. */
const copyTable = async (
	from: Untyped,
	to: Untyped,
	{ name, columns }: { name: string; columns: readonly string[] },
): Promise<void> => {
	const rows = await from.selectFrom(name).select(columns).execute();
	const perStatement = Math.max(1, Math.floor(ROWS / columns.length));
	await to.transaction().execute(async (tx) => {
		for (let at = 0; at < rows.length; at += perStatement) {
			await tx
				.insertInto(name)
				.values(rows.slice(at, at + perStatement))
				.onConflict((conflict) => conflict.doNothing())
				.execute();
		}
	});
};
