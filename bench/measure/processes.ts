import { readdirSync, readFileSync } from "node:fs";

/** What /proc says of processes and those they started. Linux only. */

const TICK_MS = 10;

interface Stat {
	readonly parent: number;
	/** Of the process and of its children that have ended. */
	readonly cpuMs: number;
}

/** proc(5): the name stands in parentheses and may hold anything, so fields are counted from the last one. */
export const readStat = (text: string): Stat => {
	const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
	const ticks = [11, 12, 13, 14].reduce((sum, at) => sum + Number(fields[at]), 0);
	return { parent: Number(fields[1]), cpuMs: ticks * TICK_MS };
};

const statOf = (pid: number): Stat | undefined => {
	try {
		return readStat(readFileSync(`/proc/${pid}/stat`, "latin1"));
	} catch {
		// Ended meanwhile.
		return undefined;
	}
};

/** `roots` and every process below them. */
export const familyOf = (roots: readonly number[]): readonly number[] => {
	const children = new Map<number, number[]>();
	for (const name of readdirSync("/proc")) {
		const pid = Number(name);
		const stat = Number.isInteger(pid) ? statOf(pid) : undefined;
		if (stat) children.set(stat.parent, [...(children.get(stat.parent) ?? []), pid]);
	}
	const family = new Set<number>();
	const add = (pid: number) => {
		if (family.has(pid)) return;
		family.add(pid);
		children.get(pid)?.forEach(add);
	};
	roots.forEach(add);
	return [...family];
};

/** Processor time that `roots` and those below them have used so far, milliseconds. */
export const cpuMsOf = (roots: readonly number[]): number =>
	familyOf(roots).reduce((sum, pid) => sum + (statOf(pid)?.cpuMs ?? 0), 0);

/** Resident memory of `roots` and those below them, MiB; pages that several share are counted once. */
export const residentMiBOf = (roots: readonly number[]): number =>
	familyOf(roots).reduce((sum, pid) => sum + pssKiB(pid), 0) / 1024;

const pssKiB = (pid: number): number => {
	try {
		return Number(/^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "latin1"))?.[1] ?? 0);
	} catch {
		// Ended meanwhile.
		return 0;
	}
};
