import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { Fault } from "#common/faults/fault.ts";
import type { Db } from "../../database.ts";
import { beat, dropLock, selectLock, takeLock } from "./journal.store.ts";
import { patiently } from "./patience.ts";

/** Milliseconds between two signs of life, and without one after which an import on another machine counts as dead. */
const BEAT = 5_000;
const DEAD = 60_000;

/**
 * Runs `work` while no other import runs in this database. The lock of a process that was killed is free at once on its own
 * machine, and after a minute on another.
 *
 * @throws Fault `conflict` where an import is running.
 */
export const alone = async <T>(db: Db, work: (holder: string) => Promise<T>): Promise<T> => {
	const holder = `${process.pid} ${randomUUID()} ${hostname()}`;
	await take(db, holder);
	const beating = setInterval(() => beat(db, holder).catch(() => {}), BEAT);
	try {
		return await work(holder);
	} finally {
		clearInterval(beating);
		await dropLock(db, holder).catch(() => {});
	}
};

const take = async (db: Db, holder: string): Promise<void> => {
	const present = await selectLock(db);
	if (present && lives(present)) throw running(present.holder);
	if (!(await patiently(() => takeLock(db, holder, present?.holder)))) throw running("");
};

const running = (holder: string): Fault => {
	const [pid = "", , host = ""] = holder.split(" ");
	const where = pid === "" ? "" : ` (process ${pid} on ${host})`;
	return new Fault("conflict", { description: `An import is running already${where}: wait for its end, or stop it.` });
};

const lives = ({ holder, beat: last }: { holder: string; beat: string }): boolean => {
	const [pid = "", , host = ""] = holder.split(" ");
	if (Date.now() - Date.parse(last) > DEAD) return false;
	return host !== hostname() || isAlive(Number(pid));
};

const isAlive = (pid: number): boolean => {
	// In a container that was started anew this process may have the number of the one that was killed.
	if (pid === process.pid) return false;
	try {
		process.kill(pid, 0);
		return true;
	} catch (thrown) {
		return (thrown as NodeJS.ErrnoException).code === "EPERM";
	}
};
