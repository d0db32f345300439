import { DatabaseSync } from "node:sqlite";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";

/** Copies SQLite's log into the database. */
export interface Checkpoints {
	/** Something was committed. */
	committed(): void;
	/** Resolves once none is under way, and nothing is held open. */
	settled(): Promise<void>;
}

/** For a database in memory. */
export const noCheckpoints: Checkpoints = { committed: () => {}, settled: async () => {} };

/** Pages of the log at which SQLite copies it within a commit after all, because nothing else has, for whatever reason. */
export const UNATTENDED = 20_000;
/** Commits after which there is something worth copying: a few pages each, many of them the same ones. */
const WORTH = 100;
/** Pages that may be added while the log is copied; beyond, writers wait until it has begun anew. */
const LONG = 4_000;
/** Milliseconds that they wait for readers, who are gone in less; a backup is not, and is left in peace for AGAIN milliseconds. */
const PATIENCE = 50;
const AGAIN = 10_000;
/** MiB: it runs two statements. */
const LIMITS = { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 2 } as const;

/** Tells this file that it is the thread. */
const ROLE = "checkpoints";
type Order = "copy" | "close";

if (!isMainThread && workerData?.role === ROLE) {
	const database = new DatabaseSync(workerData.file);
	database.exec(`PRAGMA busy_timeout = ${PATIENCE}`);
	const passive = database.prepare("PRAGMA wal_checkpoint(PASSIVE)");
	const whole = database.prepare("PRAGMA wal_checkpoint(TRUNCATE)");
	let notBefore = 0;
	const copy = (): void => {
		try {
			const { log } = passive.get() as { readonly log: number };
			// Writers were as quick as the copying.
			if (log > LONG && performance.now() > notBefore && whole.get()?.["busy"] !== 0) notBefore = performance.now() + AGAIN;
		} catch {
			// Nothing is lost: the log stays, and is copied the next time.
		}
		parentPort?.postMessage("copied");
	};
	const close = (): void => {
		database.close();
		parentPort?.close();
	};
	parentPort?.on("message", (order: Order) => (order === "copy" ? copy() : close()));
}

/**
 * By itself SQLite copies the log within the commit that makes it long, and waits for the disk there: the event loop stands still for tens of
 * milliseconds, many times a second under load. Here a thread with a connection of its own does it, which starts with the first need.
 */
export const createCheckpoints = (file: string): Checkpoints => {
	let thread: Worker | undefined;
	let commits = 0;
	let copying = false;
	const waiting: (() => void)[] = [];

	const over = (): void => {
		copying = false;
		for (const tell of waiting.splice(0)) tell();
	};
	const started = (): Worker => {
		const made = new Worker(new URL(import.meta.url), { workerData: { role: ROLE, file }, resourceLimits: LIMITS });
		// It keeps no process alive.
		made.unref();
		made.on("message", over);
		// Its end follows.
		made.on("error", () => {});
		made.on("exit", () => {
			thread = undefined;
			over();
		});
		return made;
	};
	const order = (what: Order): void => {
		thread ??= started();
		thread.postMessage(what);
	};
	return {
		committed() {
			if (++commits < WORTH || copying) return;
			commits = 0;
			copying = true;
			try {
				order("copy");
			} catch {
				// No thread to be had: what was committed is, and SQLite copies the log itself when that has become long.
				over();
			}
		},
		async settled() {
			if (thread === undefined) return;
			thread.ref();
			if (copying) await new Promise<void>((resolve) => waiting.push(resolve));
			if (thread === undefined) return;
			const ended = new Promise<void>((resolve) => waiting.push(resolve));
			order("close");
			await ended;
		},
	};
};
