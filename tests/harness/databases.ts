import { createHash, randomBytes } from "node:crypto";
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

/** A database for each test: a copy of one that is migrated once in a run, since migrating takes four times what a copy does. */
const postgres = (server: string): Engine => {
	const templates = new Map<string, Promise<void>>();
	return {
		name: "PostgreSQL",
		async open<Tables>(half: string, migrations: readonly Migration[]) {
			const template = `migrated_${half}_${digestOf(migrations)}`;
			if (!templates.has(template)) templates.set(template, makeTemplate(server, template, half, migrations));
			await templates.get(template);
			const name = nameOfOwn();
			await execute(server, `CREATE DATABASE ${name} TEMPLATE ${template}`);
			const db = await openDatabase<Tables>({ dataDir: "", databaseUrl: addressOf(server, name) }, half, migrations);
			const close = async () => {
				await db.destroy();
				await execute(server, `DROP DATABASE ${name} WITH (FORCE)`);
			};
			return { db, close };
		},
	};
};

const digestOf = (migrations: readonly Migration[]): string =>
	createHash("sha256")
		.update(migrations.map(({ name, up }) => `${name} ${up}`).join())
		.digest("hex")
		.slice(0, 12);

/** Makes it unless it is there already, from another process that tests: one makes it, and the others wait. */
const makeTemplate = async (server: string, template: string, half: string, migrations: readonly Migration[]): Promise<void> => {
	const client = new pg.Client({ connectionString: server });
	await client.connect();
	try {
		await client.query("SELECT pg_advisory_lock(hashtext($1))", [template]);
		const { rowCount } = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [template]);
		if (rowCount !== 0) return;
		await client.query(`CREATE DATABASE ${template}`);
		const db = await openDatabase({ dataDir: "", databaseUrl: addressOf(server, template) }, half, migrations);
		await db.destroy();
	} finally {
		await client.end();
	}
};

const nameOfOwn = (): string => `test_${randomBytes(8).toString("hex")}`;

const addressOf = (server: string, database: string): string => {
	const address = new URL(server);
	address.pathname = database;
	return address.href;
};

/** Goes away with the server, which lives as long as the test run. */
const createDatabase = async (server: string): Promise<string> => {
	const name = nameOfOwn();
	await execute(server, `CREATE DATABASE ${name}`);
	return addressOf(server, name);
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
