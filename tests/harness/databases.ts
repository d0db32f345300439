import { randomBytes } from "node:crypto";
import type { Kysely } from "kysely";
import pg from "pg";
import { openDatabase } from "#common/db/database.ts";
import type { Migration } from "#common/db/migrate.ts";

/** A database of one test: fresh, migrated, empty. */
export interface TestDatabase<Tables> {
	readonly db: Kysely<Tables>;
	/** Closes it and leaves nothing behind. */
	close(): Promise<void>;
}

/** One of the storage engines that every store is tested on. */
export interface Engine {
	readonly name: "SQLite" | "PostgreSQL";
	/** Opens a new database for `half`, such as `provider`. */
	open<Tables>(half: string, migrations: readonly Migration[]): Promise<TestDatabase<Tables>>;
}

const sqlite: Engine = {
	name: "SQLite",
	async open<Tables>(half: string, migrations: readonly Migration[]) {
		const db = await openDatabase<Tables>({ dataDir: ":memory:" }, half, migrations);
		return { db, close: () => db.destroy() };
	},
};

/**
 * A schema for each test, in a database for each process: migrating looks at all tables of a database, and would stumble over
 * those that another process drops meanwhile.
 */
const postgres = (server: string): Engine => {
	let database: Promise<string> | undefined;
	return {
		name: "PostgreSQL",
		async open<Tables>(half: string, migrations: readonly Migration[]) {
			database ??= createDatabase(server);
			const databaseUrl = await database;
			const schema = `${half}_${randomBytes(6).toString("hex")}`;
			const db = await openDatabase<Tables>({ dataDir: "", databaseUrl }, schema, migrations);
			const close = async () => {
				await db.destroy();
				await execute(databaseUrl, `DROP SCHEMA ${schema} CASCADE`);
			};
			return { db, close };
		},
	};
};

/** Goes away with the server, which lives as long as the test run. */
const createDatabase = async (server: string): Promise<string> => {
	const name = `test_${randomBytes(8).toString("hex")}`;
	await execute(server, `CREATE DATABASE ${name}`);
	const address = new URL(server);
	address.pathname = name;
	return address.href;
};

const execute = async (server: string, statement: string): Promise<void> => {
	const client = new pg.Client({ connectionString: server });
	await client.connect();
	try {
		await client.query(statement);
	} finally {
		await client.end();
	}
};

const url = process.env["TEST_DATABASE_URL"];

/** SQLite always; PostgreSQL when `TEST_DATABASE_URL` names one, as it does under `npm test`. */
export const engines: readonly Engine[] = url ? [sqlite, postgres(url)] : [sqlite];

/** A new, empty PostgreSQL database for a test of whole halves: its address. */
export const ownDatabase = (): Promise<string> => {
	if (!url) throw new Error("run this test with npm test, which starts a PostgreSQL");
	return createDatabase(url);
};
