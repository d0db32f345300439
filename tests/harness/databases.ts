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

const postgres = (databaseUrl: string): Engine => ({
	name: "PostgreSQL",
	async open<Tables>(half: string, migrations: readonly Migration[]) {
		const schema = `${half}_${randomBytes(6).toString("hex")}`;
		const db = await openDatabase<Tables>({ dataDir: "", databaseUrl }, schema, migrations);
		const close = async () => {
			await db.destroy();
			await dropSchema(databaseUrl, schema);
		};
		return { db, close };
	},
});

const dropSchema = async (url: string, schema: string): Promise<void> => {
	const client = new pg.Client({ connectionString: url });
	await client.connect();
	await client.query(`DROP SCHEMA ${client.escapeIdentifier(schema)} CASCADE`);
	await client.end();
};

const url = process.env["TEST_DATABASE_URL"];

/** SQLite always; PostgreSQL when `TEST_DATABASE_URL` names one, as it does under `npm test`. */
export const engines: readonly Engine[] = url ? [sqlite, postgres(url)] : [sqlite];
