import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { setImmediate, setTimeout as sleep } from "node:timers/promises";
import { after } from "#common/db/columns.ts";
import { isContention, isUniqueViolation } from "#common/db/violations.ts";
import type { Db } from "../../database.ts";
import { takeStep } from "./batch.ts";
import { deleteOldRows, failImport, selectUnderWay, takeOver } from "./csv-imports.store.ts";
import type { WritingNeeds } from "./writing.ts";

export interface PeopleImportsJob {
	/** There is something to do. */
	wake(): void;
	/** Resolves once the batch that is under way is done. */
	stop(): Promise<void>;
}

const PAUSE_MILLISECONDS = 1_000;
/** Each batch is a sign of life. Without one, a process on another machine counts as dead. */
const DEAD_MILLISECONDS = 30_000;
const ATTEMPTS = 6;
/** A batch that fails so often, a while apart, will not succeed: the import stops, and somebody decides. */
const MOST_FAILURES = 5;

/** Works off imports until it is stopped. Several processes may do so at once: one import is one process's, until that is dead. */
export const startPeopleImports = (db: Db, needs: WritingNeeds, onError: (thrown: unknown) => void): PeopleImportsJob => {
	const holder = `${process.pid} ${randomUUID()} ${hostname()}`;
	let stopped = false;
	let timer: NodeJS.Timeout | undefined;
	let running: Promise<void> | undefined;
	const failures = new Map<string, number>();
	const workAt = async (id: string): Promise<void> => {
		try {
			while (!stopped && (await patiently(() => takeStep(db, needs, id, holder)))) {
				failures.delete(id);
				await setImmediate();
			}
		} catch (thrown) {
			onError(thrown);
			failures.set(id, (failures.get(id) ?? 0) + 1);
			if ((failures.get(id) ?? 0) >= MOST_FAILURES) await failImport(db, id, holder);
		}
	};
	const work = async (): Promise<void> => {
		try {
			for (const { id, holder: before, beat } of await selectUnderWay(db)) {
				if (stopped) return;
				if (before !== holder && (lives(before, beat) || !(await takeOver(db, id, holder, before)))) continue;
				await workAt(id);
			}
		} catch (thrown) {
			onError(thrown);
		}
	};
	const go = () => {
		clearTimeout(timer);
		running ??= work().then(() => {
			running = undefined;
			if (!stopped) timer = setTimeout(go, PAUSE_MILLISECONDS).unref();
		});
	};
	go();
	return {
		wake: () => {
			if (!stopped) go();
		},
		async stop() {
			stopped = true;
			clearTimeout(timer);
			await running;
		},
	};
};

/** A process that was killed is dead at once on its own machine. */
const lives = (holder: string | null, beat: string | null): boolean => {
	if (holder === null || beat === null || Date.now() - Date.parse(beat) > DEAD_MILLISECONDS) return false;
	const [pid = "", , host = ""] = holder.split(" ");
	// In a container that was started anew this process may have the number of the one that was killed.
	return host !== hostname() || (Number(pid) !== process.pid && isAlive(Number(pid)));
};

const isAlive = (pid: number): boolean => {
	try {
		process.kill(pid, 0);
		return true;
	} catch (thrown) {
		return (thrown as NodeJS.ErrnoException).code === "EPERM";
	}
};

/** What was free when a batch looked may be taken when it writes: then it looks again. */
const patiently = async <T>(step: () => Promise<T>): Promise<T> => {
	for (let attempt = 1; ; attempt++) {
		try {
			return await step();
		} catch (thrown) {
			if (attempt >= ATTEMPTS || !(isContention(thrown) || isUniqueViolation(thrown))) throw thrown;
			await sleep(50 * 2 ** attempt);
		}
	}
};

const KEPT_SECONDS = 7 * 24 * 60 * 60;

/** Forgets the rows of files a week after their import ended or the upload began: what they hold is people's. Some at once. */
export const removeOldImportRows = async (db: Db): Promise<void> => {
	for (let rounds = 0; rounds < 10; rounds++) if (!(await deleteOldRows(db, after(-KEPT_SECONDS)))) return;
};
