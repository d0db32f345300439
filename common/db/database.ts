import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { Kysely, sql } from "kysely";
import { watchedDialect } from "../watch/statements.ts";
import type { Changes } from "./changes.ts";
import { type Migration, migrate } from "./migrate.ts";
import { ensureSchema, postgresDialect } from "./postgres.ts";
import { postgresChanges } from "./postgres-changes.ts";
import { openSqliteFile } from "./sqlite.ts";
import { sqliteChanges } from "./sqlite-changes.ts";

/** Where a half keeps its rows. */
export interface StorageSettings {
	/** Folder of the embedded database; made when missing. */
	readonly dataDir: string;
	/** `postgres://...`; embedded SQLite when absent. */
	readonly databaseUrl?: string | undefined;
	/** Of PostgreSQL, at once. */
	readonly connections?: number | undefined;
}

/** The database of one half, and word of what changes in it. */
export interface Storage<Tables> {
	readonly db: Kysely<Tables>;
	readonly changes: Changes;
	close(): Promise<void>;
}

/** Opens the database of one half and brings it up to date. `half` names the file or the PostgreSQL schema. */
export const openStorage = async <Tables>(
	settings: StorageSettings,
	half: string,
	migrations: readonly Migration[],
): Promise<Storage<Tables>> => {
	const { databaseUrl, connections } = settings;
	if (databaseUrl === undefined) {
		const { db, changes } = openSqlite<Tables>(settings.dataDir, half);
		await migrated(db, migrations);
		return { db, changes, close: () => changes.close().then(() => db.destroy()) };
	}
	await ensureSchema(databaseUrl, half);
	const db = new Kysely<Tables>({ dialect: watchedDialect(postgresDialect(databaseUrl, half, connections), "postgresql") });
	await migrated(db, migrations, half);
	const changes = await postgresChanges(databaseUrl, half);
	return { db, changes, close: () => changes.close().then(() => db.destroy()) };
};

/** For what cannot go on with an open database: closes it, and throws on. */
export const closingFirst =
	<Tables>(storage: Storage<Tables>) =>
	async (thrown: unknown): Promise<never> => {
		await storage.close();
		throw thrown;
	};

const migrated = async <Tables>(db: Kysely<Tables>, migrations: readonly Migration[], schema?: string): Promise<void> => {
	try {
		await migrate(db as Kysely<unknown>, migrations, schema);
	} catch (thrown) {
		await db.destroy();
		throw thrown;
	}
};

/** The same without word of changes: for commands and tests. */
export const openDatabase = async <Tables>(
	{ dataDir, databaseUrl, connections }: StorageSettings,
	half: string,
	migrations: readonly Migration[],
): Promise<Kysely<Tables>> => {
	if (databaseUrl !== undefined) await ensureSchema(databaseUrl, half);
	const db = openAsItIs<Tables>({ dataDir, databaseUrl, connections }, half);
	await migrated(db, migrations, databaseUrl === undefined ? undefined : half);
	return db;
};

/** Opens the database of one half, which is there, without bringing it up to date. */
export const openAsItIs = <Tables>({ dataDir, databaseUrl, connections }: StorageSettings, half: string): Kysely<Tables> =>
	databaseUrl === undefined
		? openSqlite<Tables>(dataDir, half).db
		: new Kysely<Tables>({ dialect: postgresDialect(databaseUrl, half, connections) });

/** The file that holds a half's embedded database. */
export const storedIn = (dataDir: string, half: string): string => join(dataDir, `${half}.db`);

const openSqlite = <Tables>(dataDir: string, half: string) => {
	const inMemory = dataDir === ":memory:";
	if (!inMemory) mkdirSync(dataDir, { recursive: true, mode: 0o700 });
	const file = openSqliteFile(inMemory ? dataDir : storedIn(dataDir, half));
	return { db: new Kysely<Tables>({ dialect: watchedDialect(file.dialect, "sqlite") }), changes: sqliteChanges(file) };
};

/** Whether the database answers; for `/readyz`. */
export const answers = async <Tables>(db: Kysely<Tables>): Promise<boolean> => {
	try {
		await sql`select 1`.execute(db);
		return true;
	} catch {
		return false;
	}
};
