import type {
	CompiledQuery,
	DatabaseConnection,
	Dialect,
	DialectAdapter,
	Driver,
	QueryResult,
	TransactionSettings,
} from "kysely";
import { OneFileAdapter } from "../db/sqlite.ts";
import { type Observe, secondsOf } from "./seconds.ts";
import { tableOf } from "./tables.ts";
import { openBelow } from "./traces.ts";

const durationOf = secondsOf(
	"signet_database_seconds",
	"Time that statements took, and the waits for a connection, for a transaction's turn and for its commit.",
);

const KINDS = {
	SelectQueryNode: "select",
	InsertQueryNode: "insert",
	UpdateQueryNode: "update",
	DeleteQueryNode: "delete",
} as const;

const WAITS = ["other", "connect", "begin", "commit"] as const;

type Kind = (typeof KINDS)[keyof typeof KINDS] | (typeof WAITS)[number];
type Engine = "sqlite" | "postgresql";

/** How one engine's times are noted. */
interface Notes {
	readonly engine: Engine;
	readonly observe: Readonly<Record<Kind, Observe>>;
}

const byEngine = new Map<Engine, Notes>();

const notesOf = (engine: Engine): Notes => {
	const kinds: readonly Kind[] = [...Object.values(KINDS), ...WAITS];
	const observe = Object.fromEntries(kinds.map((kind) => [kind, durationOf({ engine, kind })])) as Notes["observe"];
	const notes = byEngine.get(engine) ?? { engine, observe };
	byEngine.set(engine, notes);
	return notes;
};

/** Takes note of a statement, until the function that it answers is called. */
const begin = ({ engine, observe }: Notes, { query }: CompiledQuery): ((failed: boolean) => void) => {
	const kind = KINDS[query.kind as keyof typeof KINDS] ?? "other";
	const span = openBelow(kind, "client", { "db.system.name": engine, "db.operation.name": kind });
	const began = performance.now();
	return (failed) => {
		observe[kind](performance.now() - began);
		if (!span) return;
		const table = tableOf(query);
		span.end({ name: `${kind} ${table}`.trim(), attributes: table === "" ? {} : { "db.collection.name": table }, failed });
	};
};

/**
 * `dialect`, whose work is counted, and told to the trace in whose course it is done. Times are what callers wait: writes that share a
 * transaction each take as long as that.
 */
export const watchedDialect = (dialect: Dialect, engine: Engine): Dialect => {
	const notes = byEngine.get(engine) ?? notesOf(engine);
	return {
		createDriver: () => new WatchedDriver(dialect.createDriver(), notes),
		createAdapter: () => watchedAdapter(dialect.createAdapter(), notes),
		createQueryCompiler: () => dialect.createQueryCompiler(),
		createIntrospector: (db) => dialect.createIntrospector(db),
	};
};

/** Statements that are prepared go by the adapter. */
const watchedAdapter = (adapter: DialectAdapter, notes: Notes): DialectAdapter => {
	if (!(adapter instanceof OneFileAdapter)) return adapter;
	const watched =
		(run: OneFileAdapter["read"]): OneFileAdapter["read"] =>
		(query, relaxed) => {
			const end = begin(notes, query);
			try {
				const result = run<never>(query, relaxed);
				if (result instanceof Promise) return waited(result, end);
				end(false);
				return result;
			} catch (thrown) {
				end(true);
				throw thrown;
			}
		};
	return new OneFileAdapter(watched(adapter.read), watched(adapter.write));
};

const waited = async <T>(work: Promise<T>, end: (failed: boolean) => void): Promise<T> => {
	let failed = true;
	try {
		const result = await work;
		failed = false;
		return result;
	} finally {
		end(failed);
	}
};

class WatchedConnection implements DatabaseConnection {
	readonly inner: DatabaseConnection;
	readonly #notes: Notes;
	constructor(inner: DatabaseConnection, notes: Notes) {
		this.inner = inner;
		this.#notes = notes;
	}
	executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
		const end = begin(this.#notes, query);
		return waited(this.inner.executeQuery<R>(query), end);
	}
	streamQuery<R>(query: CompiledQuery, chunkSize: number): AsyncIterableIterator<QueryResult<R>> {
		return this.inner.streamQuery(query, chunkSize);
	}
}

class WatchedDriver implements Driver {
	readonly #inner: Driver;
	readonly #notes: Notes;
	constructor(inner: Driver, notes: Notes) {
		this.#inner = inner;
		this.#notes = notes;
	}
	init(): Promise<void> {
		return this.#inner.init();
	}
	async acquireConnection(): Promise<WatchedConnection> {
		const connection = await this.#timed("connect", () => this.#inner.acquireConnection());
		return new WatchedConnection(connection, this.#notes);
	}
	beginTransaction({ inner }: WatchedConnection, settings: TransactionSettings): Promise<void> {
		return this.#timed("begin", () => this.#inner.beginTransaction(inner, settings));
	}
	commitTransaction({ inner }: WatchedConnection): Promise<void> {
		return this.#timed("commit", () => this.#inner.commitTransaction(inner));
	}
	rollbackTransaction({ inner }: WatchedConnection): Promise<void> {
		return this.#inner.rollbackTransaction(inner);
	}
	releaseConnection({ inner }: WatchedConnection): Promise<void> {
		return this.#inner.releaseConnection(inner);
	}
	destroy(): Promise<void> {
		return this.#inner.destroy();
	}
	async #timed<T>(kind: Kind, work: () => Promise<T>): Promise<T> {
		const began = performance.now();
		try {
			return await work();
		} finally {
			this.#notes.observe[kind](performance.now() - began);
		}
	}
}
