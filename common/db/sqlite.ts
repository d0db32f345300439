import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import { SqliteAdapter, type SqliteDatabase, SqliteDialect, type SqliteStatement } from "kysely";

const CACHED_STATEMENTS = 500;

/**
 * Kysely's SQLite dialect over Node's own `node:sqlite`. Statements are prepared once and kept.
 *
 * WAL with `synchronous=FULL`: what was answered with success is on the disk.
 */
export const sqliteDialect = (file: string): SqliteDialect => {
	const database = new DatabaseSync(file);
	database.exec("PRAGMA busy_timeout = 5000");
	database.exec("PRAGMA journal_mode = WAL");
	database.exec("PRAGMA synchronous = FULL");
	database.exec("PRAGMA foreign_keys = ON");
	return new Dialect({ database: asKyselyDatabase(database) });
};

/** Kysely's, but a migration that fails is rolled back: SQLite's DDL is transactional. */
class Dialect extends SqliteDialect {
	override createAdapter(): SqliteAdapter {
		return new Adapter();
	}
}

class Adapter extends SqliteAdapter {
	override get supportsTransactionalDdl(): boolean {
		return true;
	}
}

const asKyselyDatabase = (database: DatabaseSync): SqliteDatabase => {
	const statements = new Map<string, SqliteStatement>();
	return {
		close: () => {
			statements.clear();
			database.close();
		},
		prepare: (sql) => {
			const known = statements.get(sql);
			if (known) return known;
			const statement = asKyselyStatement(database.prepare(sql));
			if (statements.size >= CACHED_STATEMENTS) statements.clear();
			statements.set(sql, statement);
			return statement;
		},
	};
};

const asKyselyStatement = (statement: StatementSync): SqliteStatement => {
	const inputs = (parameters: readonly unknown[]) => parameters as readonly SQLInputValue[];
	return {
		reader: statement.columns().length > 0,
		all: (parameters) => statement.all(...inputs(parameters)),
		run: (parameters) => statement.run(...inputs(parameters)),
		iterate: (parameters) => statement.iterate(...inputs(parameters)) as IterableIterator<unknown>,
	};
};
