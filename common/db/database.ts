import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { Kysely, sql } from "kysely";
import { type Migration, migrate } from "./migrate.ts";
import { ensureSchema, postgresDialect } from "./postgres.ts";
import { sqliteDialect } from "./sqlite.ts";

/** Where a half keeps its rows. */
export interface StorageSettings {
	/** Folder of the embedded database; made when missing. */
	readonly dataDir: string;
	/** `postgres://...`; embedded SQLite when absent. */
	readonly databaseUrl?: string | undefined;
}

/** Opens the database of one half and brings it up to date. `half` names the file or the PostgreSQL schema. */
export const openDatabase = async <Tables>(
	settings: StorageSettings,
	half: string,
	migrations: readonly Migration[],
): Promise<Kysely<Tables>> => {
	const db = settings.databaseUrl
		? await openPostgres<Tables>(settings.databaseUrl, half)
		: openSqlite<Tables>(settings.dataDir, half);
	try {
		await migrate(db as Kysely<unknown>, migrations, settings.databaseUrl ? half : undefined);
	} catch (thrown) {
		await db.destroy();
		throw thrown;
	}
	return db;
};

/** Opens the database of one half, which is there, without bringing it up to date. */
export const openAsItIs = <Tables>({ dataDir, databaseUrl }: StorageSettings, half: string): Kysely<Tables> =>
	databaseUrl === undefined
		? openSqlite<Tables>(dataDir, half)
		: new Kysely<Tables>({ dialect: postgresDialect(databaseUrl, half) });

const openPostgres = async <Tables>(url: string, schema: string): Promise<Kysely<Tables>> => {
	await ensureSchema(url, schema);
	return new Kysely<Tables>({ dialect: postgresDialect(url, schema) });
};

/** The file that holds a half's embedded database. */
export const storedIn = (dataDir: string, half: string): string => join(dataDir, `${half}.db`);

const openSqlite = <Tables>(dataDir: string, half: string): Kysely<Tables> => {
	if (dataDir === ":memory:") return new Kysely<Tables>({ dialect: sqliteDialect(":memory:") });
	mkdirSync(dataDir, { recursive: true, mode: 0o700 });
	return new Kysely<Tables>({ dialect: sqliteDialect(storedIn(dataDir, half)) });
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
