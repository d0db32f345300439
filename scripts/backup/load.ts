import { type Kysely, sql } from "kysely";
import { now } from "#common/db/columns.ts";
import { openAsItIs, type StorageSettings } from "#common/db/database.ts";
import { migrate } from "#common/db/migrate.ts";
import { ensureSchema } from "#common/db/postgres.ts";
import type { HalfName } from "../halves.ts";
import type { TableHead } from "./format.ts";
import { BackupError, MIGRATIONS } from "./halves.ts";
import { type Backup, readBackup } from "./read.ts";
import { openSnapshot, type Row } from "./snapshot.ts";
import { isCarried, MIGRATIONS_TABLE } from "./tables.ts";
import type { Target, TargetColumn, TargetTable, Tx } from "./target.ts";
import { postgresTarget } from "./target-postgres.ts";
import { sqliteTarget } from "./target-sqlite.ts";

interface Loading {
	readonly file: string;
	readonly half: HalfName;
	/** What was found when the file was looked at. */
	readonly backup: Backup;
	readonly storage: StorageSettings;
	/** Whether people who are there are forgotten. */
	readonly force: boolean;
	readonly progress: (table: string, rows: number) => void;
}

/**
 * Looks at a half's database before any is touched: of two halves, not one shall be restored and the other refused.
 *
 * @throws BackupError where it has people who are not to be forgotten, or a process of Signet has it open
 */
export const refuseTaken = async ({ half, storage, force }: Pick<Loading, "half" | "storage" | "force">): Promise<void> => {
	const snapshot = await openSnapshot(storage, half);
	if (snapshot === undefined) return;
	const isTaken = snapshot.tables.some(({ table }) => table === PEOPLE) && (await snapshot.count(PEOPLE)) > 0;
	await snapshot.close();
	if (isTaken && !force) throw hasPeople(half);
	await using(storage, half, (db) => targetOf(storage).begin(db));
};

/**
 * Makes a half's database what the backup holds, in one transaction: a schema at the backup's own migrations, all rows, then everything
 * held against the file. Afterwards it is brought up to date. @throws BackupError, with the database as it was
 */
export const restoreHalf = async (loading: Loading): Promise<void> => {
	const { half, storage } = loading;
	const target = targetOf(storage);
	const schema = storage.databaseUrl === undefined ? undefined : half;
	if (storage.databaseUrl !== undefined) await ensureSchema(storage.databaseUrl, half);
	// By itself: what reads outside a transaction has the file open, and `begin` wants it alone.
	await using(storage, half, (db) => migrate(db, [], schema));
	await using(storage, half, async (db) => {
		await target.begin(db);
		try {
			await db.transaction().execute((tx) => load(tx, target, loading, schema));
		} finally {
			await target.end(db);
		}
	});
	await using(storage, half, (db) => migrate(db, MIGRATIONS[half], schema));
};

const targetOf = ({ databaseUrl }: StorageSettings): Target => (databaseUrl === undefined ? sqliteTarget : postgresTarget);

const using = async (
	storage: StorageSettings,
	half: HalfName,
	work: (db: Kysely<unknown>) => Promise<unknown>,
): Promise<void> => {
	const db = openAsItIs<unknown>({ ...storage, connections: 1 }, half);
	try {
		await work(db);
	} finally {
		await db.destroy();
	}
};

const PEOPLE = "users";

const hasPeople = (half: HalfName) =>
	new BackupError(`the ${half} has people already. --force forgets them and everything else there.`);

const load = async (tx: Tx, target: Target, loading: Loading, schema: string | undefined): Promise<void> => {
	const { file, half, backup, force, progress } = loading;
	if (!force && (await anybodyIn(tx, schema))) throw hasPeople(half);
	await target.clear(tx);
	await build(tx, half, backup);
	const tables = await tablesOf(tx, schema);
	const close = await target.open(tx, tables);
	for (const { name } of tables) await sql`delete from ${sql.table(name)}`.execute(tx);
	let table: TargetTable | undefined;
	let columns: readonly TargetColumn[] = [];
	let loaded = 0;
	const read = await readBackup(file, {
		async table(head) {
			if (head.half !== half) return false;
			table = tables.find(({ name }) => name === head.table);
			columns = columnsOf(table, head);
			loaded = 0;
			return true;
		},
		async rows(lines) {
			const { name } = table as TargetTable;
			await target.insert(
				tx,
				name,
				columns,
				lines.map((line) => rowIn(line, name, columns)),
			);
			loaded += lines.length;
			progress(name, loaded);
		},
	});
	for (const { name } of tables) {
		const { rows } = await sql<{ n: number }>`select count(*) as n from ${sql.table(name)}`.execute(tx);
		const expected = read.counts[half]?.[name] ?? 0;
		if (Number(rows[0]?.n) !== expected) throw new BackupError(`${name} has ${rows[0]?.n} rows instead of ${expected}.`);
	}
	await close();
};

const anybodyIn = async (tx: Tx, schema: string | undefined): Promise<boolean> => {
	if (!(await tablesOf(tx, schema)).some(({ name }) => name === PEOPLE)) return false;
	return (await sql`select 1 from ${sql.table(PEOPLE)} limit 1`.execute(tx)).rows.length > 0;
};

/** Empty tables as they were when the backup was made. */
const build = async (tx: Tx, half: HalfName, { header }: Backup): Promise<void> => {
	const ran = new Set(header.halves.find((one) => one.half === half)?.migrations);
	await sql`delete from ${sql.table(MIGRATIONS_TABLE)}`.execute(tx);
	for (const { name, up } of MIGRATIONS[half].filter((migration) => ran.has(migration.name))) {
		await up(tx);
		await sql`insert into ${sql.table(MIGRATIONS_TABLE)} (name, timestamp) values (${name}, ${now()})`.execute(tx);
	}
};

const NUMBERS = new Set(["integer", "bigint", "int4", "int8"]);

const tablesOf = async (tx: Tx, schema: string | undefined): Promise<readonly TargetTable[]> =>
	(await tx.introspection.getTables())
		.filter((table) => (schema === undefined || table.schema === schema) && isCarried(table.name))
		.map(({ name, columns }) => ({
			name,
			columns: columns.map((column) => ({
				name: column.name,
				isNumber: NUMBERS.has(column.dataType.toLowerCase()),
				counts: column.isAutoIncrementing,
			})),
		}));

/** Of the schema, in the file's order. @throws BackupError where the schema has none of a name */
const columnsOf = (table: TargetTable | undefined, head: TableHead): TargetColumn[] => {
	if (table === undefined) throw new BackupError(`it holds a table ${JSON.stringify(head.table)}, which Signet does not have.`);
	const columns = head.columns.map((name) => {
		const column = table.columns.find((one) => one.name === name);
		if (column === undefined)
			throw new BackupError(`it holds a column ${JSON.stringify(name)}, which ${table.name} does not have.`);
		return column;
	});
	if (new Set(columns).size < columns.length) throw new BackupError(`it names a column of ${table.name} twice.`);
	return columns;
};

const rowIn = (line: string, table: string, columns: readonly TargetColumn[]): Row => {
	const wrong = () => new BackupError(`a row of ${table} is not what its columns hold.`);
	let row: unknown;
	try {
		row = JSON.parse(line);
	} catch {
		throw wrong();
	}
	if (!Array.isArray(row) || row.length !== columns.length) throw wrong();
	const fits = columns.every(({ isNumber }, at) => {
		const value: unknown = row[at];
		return value === null || (isNumber ? Number.isSafeInteger(value) : typeof value === "string");
	});
	if (!fits) throw wrong();
	return row;
};
