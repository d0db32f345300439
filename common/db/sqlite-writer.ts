import { setTimeout as sleep } from "node:timers/promises";
import type { CompiledQuery, QueryResult } from "kysely";
import type { Checkpoints } from "./checkpoints.ts";
import { reads } from "./reads.ts";
import type { Connection } from "./sqlite.ts";
import { isContention } from "./violations.ts";
import type { WalSync } from "./wal-sync.ts";

/** Who may write: one transaction at a time, of this process and of all that have the file open. */
export interface Writer {
	/** A transaction of the caller's own, until `end`. */
	begin(): Promise<void>;
	/** Ends it, on the disk. What cannot be committed is rolled back, and throws. */
	end(how: "commit" | "rollback"): Promise<void>;
	/**
	 * One of the writes of this turn of the event loop, which share a transaction, and the wait for the disk. What nobody would miss
	 * (`relaxed`) does not wait: it is there when the process dies, and on the disk a tenth of a second later.
	 */
	write<R>(query: CompiledQuery, relaxed: boolean): Promise<QueryResult<R>>;
	/** By itself, outside any transaction. */
	alone<R>(query: CompiledQuery): Promise<QueryResult<R>>;
	/** Resolves once nothing waits any more. */
	settled(): Promise<void>;
}

/** Milliseconds. */
const PATIENCE = 10_000;
const MOST_IN_A_GROUP = 500;
const PRAGMA = /^\s*pragma\b/i;

interface Waiting {
	readonly query: CompiledQuery;
	readonly relaxed: boolean;
	resolve(result: QueryResult<never>): void;
	reject(reason: unknown): void;
}

type Outcome = () => void;

export const createWriter = (connection: Connection, disk: WalSync, checkpoints: Checkpoints): Writer => {
	const { database } = connection;
	let tail: Promise<void> | undefined;
	let held: (() => void) | undefined;
	const waiting: Waiting[] = [];
	let flushing: Promise<void> | undefined;

	const lock = async (): Promise<void> => {
		const before = tail;
		let release = (): void => {};
		tail = new Promise((resolve) => {
			release = resolve;
		});
		if (before) await before;
		held = release;
	};
	const unlock = (): void => {
		held?.();
		held = undefined;
	};

	/** Another process has the lock for moments only; `busy_timeout` would stand still meanwhile. */
	const patiently = async <T>(attempt: () => T): Promise<T> => {
		for (const end = performance.now() + PATIENCE; ; await sleep(Math.random() * 3)) {
			try {
				return attempt();
			} catch (thrown) {
				if (!isContention(thrown) || performance.now() > end) throw thrown;
			}
		}
	};

	const begin = async (): Promise<void> => {
		await lock();
		try {
			await patiently(() => database.exec("BEGIN IMMEDIATE"));
		} catch (thrown) {
			unlock();
			throw thrown;
		}
	};
	const end = (how: "commit" | "rollback"): void => {
		try {
			// SQLite ends a transaction by itself where the disk is full or broken.
			if (database.isTransaction) database.exec(how);
			else if (how === "commit") throw new Error("the transaction was rolled back by the database");
			if (how === "commit") checkpoints.committed();
		} finally {
			try {
				if (database.isTransaction) database.exec("rollback");
			} finally {
				unlock();
			}
		}
	};

	const outcomeOf = ({ query, resolve, reject }: Waiting): Outcome => {
		try {
			const result = connection.run<never>(query);
			return () => resolve(result);
		} catch (thrown) {
			// A constraint undoes its own statement and no other (SQLite's ABORT).
			if (database.isTransaction) return () => reject(thrown);
			throw thrown;
		}
	};
	/** Those that wait for the disk hear later; the writer goes on. */
	const tellAll = (group: readonly Waiting[], outcomes: readonly Outcome[]): void => {
		const waitsForDisk = (_: unknown, at: number): boolean => group[at]?.relaxed === false;
		const durable = outcomes.filter(waitsForDisk);
		const refused = group.filter(waitsForDisk);
		for (const [at, tell] of outcomes.entries()) if (group[at]?.relaxed) tell();
		if (durable.length === 0) disk.soon();
		else
			disk.now().then(
				() => {
					for (const tell of durable) tell();
				},
				(thrown) => {
					for (const { reject } of refused) reject(thrown);
				},
			);
	};
	const flush = async (): Promise<void> => {
		// Whatever else this turn has to write comes along.
		await new Promise((resolve) => setImmediate(resolve));
		while (waiting.length > 0) {
			try {
				await begin();
			} catch (thrown) {
				for (const { reject } of waiting.splice(0)) reject(thrown);
				break;
			}
			const group = waiting.splice(0, MOST_IN_A_GROUP);
			try {
				const outcomes = group.map(outcomeOf);
				end("commit");
				tellAll(group, outcomes);
			} catch (thrown) {
				if (held) end("rollback");
				for (const { reject } of group) reject(thrown);
			}
		}
		flushing = undefined;
	};
	return {
		begin,
		async end(how) {
			end(how);
			if (how === "commit") await disk.now();
		},
		write: <R>(query: CompiledQuery, relaxed: boolean) =>
			new Promise<QueryResult<R>>((resolve, reject) => {
				waiting.push({ query, relaxed, resolve: resolve as Waiting["resolve"], reject });
				flushing ??= flush();
			}),
		async alone(query) {
			const isPragma = PRAGMA.test(query.sql);
			await lock();
			try {
				// Some want the file for themselves.
				if (isPragma) await checkpoints.settled();
				return await patiently(() => connection.run(query));
			} finally {
				unlock();
				// Another journal is another file, and has nothing of ours yet.
				if (isPragma) await disk.settled();
				else if (!reads(query)) await disk.now();
			}
		},
		async settled() {
			while (flushing !== undefined) await flushing;
			if (tail) await tail;
			await disk.settled();
			await checkpoints.settled();
		},
	};
};
