import { closeSync, fdatasync, fsyncSync, openSync } from "node:fs";
import { dirname } from "node:path";
import { promisify } from "node:util";

/** Brings what was committed to the disk. */
export interface WalSync {
	/** Resolves once all that was committed before is on the disk. */
	now(): Promise<void>;
	/** The same within a tenth of a second; nobody waits. */
	soon(): void;
	/** Resolves once nothing is under way, and nothing is held open. */
	settled(): Promise<void>;
}

/** For a database in memory. */
export const noSync: WalSync = { now: async () => {}, soon: () => {}, settled: async () => {} };

/** Milliseconds between two beginnings: a disk that is quick would be kept busy for nothing. */
const APART = 1;
const SOON = 100;

const sync = promisify(fdatasync);

/**
 * SQLite's `synchronous=FULL` waits for the disk after each commit, and the event loop with it. With NORMAL it writes the same log, and
 * here the waiting is done by another thread, once for all commits of the moment. SQLite itself brings the log to the disk before it
 * copies it into the database (sqlite.org/pragma.html#pragma_synchronous), so that nothing else changes.
 */
export const createWalSync = (file: string): WalSync => {
	let descriptor: number | undefined;
	let waiting: { resolve(): void; reject(reason: unknown): void }[] = [];
	let running = false;
	let began = 0;
	let later: NodeJS.Timeout | undefined;
	const idle: (() => void)[] = [];

	const run = async (): Promise<void> => {
		const group = waiting;
		waiting = [];
		began = performance.now();
		try {
			descriptor ??= openLog(file);
			await sync(descriptor).catch(giveUp);
			for (const { resolve } of group) resolve();
		} catch (thrown) {
			for (const { reject } of group) reject(thrown);
		}
		running = false;
		if (waiting.length > 0) start();
		else for (const tell of idle.splice(0)) tell();
	};
	const start = (): void => {
		if (running) return;
		running = true;
		const rest = began + APART - performance.now();
		if (rest > 0) setTimeout(run, rest);
		else void run();
	};
	const now = (): Promise<void> =>
		new Promise((resolve, reject) => {
			waiting.push({ resolve, reject });
			clearTimeout(later);
			later = undefined;
			start();
		});
	return {
		now,
		soon() {
			later ??= setTimeout(() => void now().catch(() => {}), SOON);
		},
		async settled() {
			if (later !== undefined) await now().catch(() => {});
			if (running) await new Promise<void>((resolve) => idle.push(resolve));
			if (descriptor !== undefined) closeSync(descriptor);
			descriptor = undefined;
		},
	};
};

/**
 * Nobody knows what is on the disk then, and no later success would say so: what starts anew reads what there is. PostgreSQL does the same.
 */
const giveUp = (thrown: unknown): never => {
	process.stderr.write(`signet: the database could not be brought to the disk: ${(thrown as Error).message}.\n`);
	process.exit(1);
};

/** It is there from the first commit on, and stays while a connection is open. A file that was made is one once its folder is on the disk too. */
const openLog = (file: string): number => {
	if (process.platform !== "win32") {
		const folder = openSync(dirname(file), "r");
		try {
			fsyncSync(folder);
		} finally {
			closeSync(folder);
		}
	}
	return openSync(`${file}-wal`, "r+");
};
