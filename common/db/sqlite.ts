import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import {
	type CompiledQuery,
	type DatabaseConnection,
	type Dialect,
	type Driver,
	type QueryResult,
	SqliteAdapter,
	SqliteIntrospector,
	SqliteQueryCompiler,
} from "kysely";
import { createCheckpoints, noCheckpoints, UNATTENDED } from "./checkpoints.ts";
import { reads } from "./reads.ts";
import { createWriter, type Writer } from "./sqlite-writer.ts";
import { createWalSync, noSync } from "./wal-sync.ts";

const MEMORY = ":memory:";
const CACHED_STATEMENTS = 500;

/** One open SQLite file, as Kysely and the watcher of changes use it. */
export interface SqliteFile {
	readonly dialect: Dialect;
	/** Reads at once what is committed. */
	read(sql: string, ...parameters: readonly SQLInputValue[]): Readonly<Record<string, unknown>>[];
	/** Another number after each commit, whoever made it: much cheaper than to look at what it may have changed. */
	moment(): unknown;
}

/** A connection whose statements are prepared once and kept. */
export interface Connection {
	readonly database: DatabaseSync;
	run<R>(query: Pick<CompiledQuery, "sql" | "parameters">): QueryResult<R>;
}

/**
 * Kysely over Node's own `node:sqlite`. In WAL mode readers and the one writer do not wait for each other, so there is a connection for
 * each: a query outside a transaction reads what is committed, whatever transaction is under way. What was answered with success is on the
 * disk (`wal-sync.ts`), as with `synchronous=FULL`.
 */
export const openSqliteFile = (file: string): SqliteFile => {
	const writing = connect(file);
	writing.database.exec("PRAGMA journal_mode = WAL");
	writing.database.exec("PRAGMA synchronous = NORMAL");
	writing.database.exec("PRAGMA foreign_keys = ON");
	// From here on a file that another process has locked is waited for without stopping the event loop.
	writing.database.exec("PRAGMA busy_timeout = 0");
	// A database in memory belongs to its one connection.
	const reading = file === MEMORY ? writing : connect(file);
	if (reading !== writing) reading.database.exec("PRAGMA query_only = ON");
	// A connection is not told of its own commits by the pragma (sqlite.org/pragma.html#pragma_data_version).
	const moment = reading.database.prepare(reading === writing ? "SELECT total_changes()" : "PRAGMA data_version");
	moment.setReturnArrays(true);
	writing.database.exec(`PRAGMA wal_autocheckpoint = ${UNATTENDED}`);
	const writer =
		file === MEMORY
			? createWriter(writing, noSync, noCheckpoints)
			: createWriter(writing, createWalSync(file), createCheckpoints(file));
	return {
		dialect: {
			createDriver: () => new SqliteDriver(writer, writing, reading),
			createAdapter: () =>
				new OneFileAdapter(
					(query) => (reading === writing ? writer.alone(query) : reading.run(query)),
					(query, relaxed) => writer.write(query, relaxed),
				),
			createQueryCompiler: () => new SqliteQueryCompiler(),
			createIntrospector: (db) => new SqliteIntrospector(db),
		},
		read: (sql, ...parameters) => reading.run<Record<string, unknown>>({ sql, parameters }).rows,
		moment: () => (moment.get() as unknown as readonly unknown[])[0],
	};
};

const connect = (file: string): Connection => {
	const database = new DatabaseSync(file);
	database.exec("PRAGMA busy_timeout = 5000");
	const statements = new Map<string, { readonly statement: StatementSync; readonly answers: boolean }>();
	const prepare = (sql: string) => {
		const known = statements.get(sql);
		if (known) return known;
		const statement = database.prepare(sql);
		const made = { statement, answers: statement.columns().length > 0 };
		if (statements.size >= CACHED_STATEMENTS) statements.clear();
		statements.set(sql, made);
		return made;
	};
	return {
		database,
		run<R>({ sql, parameters }: Pick<CompiledQuery, "sql" | "parameters">): QueryResult<R> {
			const { statement, answers } = prepare(sql);
			const inputs = parameters as readonly SQLInputValue[];
			if (answers) return { rows: statement.all(...inputs) as R[] };
			const { changes, lastInsertRowid } = statement.run(...inputs);
			return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) };
		},
	};
};

/** Runs a query outside any transaction. */
type Direct = <R>(query: CompiledQuery, relaxed: boolean) => QueryResult<R> | Promise<QueryResult<R>>;

/**
 * Kysely's, but a migration that fails is rolled back: SQLite's DDL is transactional. It also knows the short way to the file, for
 * statements that are prepared already: Kysely's own way through connections costs as much as the answer.
 */
export class OneFileAdapter extends SqliteAdapter {
	readonly read: Direct;
	readonly write: Direct;
	constructor(read: Direct, write: Direct) {
		super();
		this.read = read;
		this.write = write;
	}
	override get supportsTransactionalDdl(): boolean {
		return true;
	}
}

/** What may be one of many writes in a transaction that nobody asked for. */
const GROUPED = new Set(["InsertQueryNode", "UpdateQueryNode", "DeleteQueryNode"]);
/** What Kysely calls a connection: a transaction has the writer to itself, and everything else takes what it needs. */
class Session implements DatabaseConnection {
	inTransaction = false;
	readonly #writer: Writer;
	readonly #writing: Connection;
	readonly #reading: Connection;
	constructor(writer: Writer, writing: Connection, reading: Connection) {
		this.#writer = writer;
		this.#writing = writing;
		this.#reading = reading;
	}
	async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
		if (this.inTransaction) return this.#writing.run(query);
		if (reads(query)) return this.#reading === this.#writing ? this.#writer.alone(query) : this.#reading.run(query);
		return GROUPED.has(query.query.kind) ? this.#writer.write(query, false) : this.#writer.alone(query);
	}
	/** A reader that stays on a row would keep the whole process at the state of that moment. */
	streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
		throw new Error("rows are not streamed from SQLite: ask for pages");
	}
}

class SqliteDriver implements Driver {
	readonly #writer: Writer;
	readonly #writing: Connection;
	readonly #reading: Connection;
	constructor(writer: Writer, writing: Connection, reading: Connection) {
		this.#writer = writer;
		this.#writing = writing;
		this.#reading = reading;
	}
	async init(): Promise<void> {}
	async acquireConnection(): Promise<Session> {
		return new Session(this.#writer, this.#writing, this.#reading);
	}
	async beginTransaction(session: Session): Promise<void> {
		await this.#writer.begin();
		session.inTransaction = true;
	}
	async commitTransaction(session: Session): Promise<void> {
		session.inTransaction = false;
		await this.#writer.end("commit");
	}
	async rollbackTransaction(session: Session): Promise<void> {
		// Kysely asks for it after a commit that failed too, which has ended the transaction: the one under way is somebody else's.
		if (!session.inTransaction) return;
		session.inTransaction = false;
		await this.#writer.end("rollback");
	}
	async releaseConnection(): Promise<void> {}
	async destroy(): Promise<void> {
		await this.#writer.settled();
		if (this.#reading !== this.#writing) this.#reading.database.close();
		this.#writing.database.close();
	}
}
