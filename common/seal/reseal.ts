import { setTimeout as sleep } from "node:timers/promises";
import { countSealed, replaceSealed, type SealedRow, selectSealed } from "./reseal.store.ts";
import type { AnyDb } from "./ring.store.ts";
import { type Ring, type Seal, sealOf } from "./seal.ts";
import { nameOf, type SealedColumn } from "./sealed.ts";

export interface Resealing {
	readonly db: AnyDb;
	readonly columns: readonly SealedColumn[];
	/** Values under its other keys are sealed anew under the current one. */
	readonly ring: Ring;
	/** Told after each batch. */
	progress(done: number, of: number): void;
}

const BATCH = 200;
/** Milliseconds in which others get to write. */
const BREATH = 5;
const BETWEEN_PASSES = 500;

/**
 * Seals everything anew that is not under the current key, until a pass finds nothing. A value that changed since it was read, or that
 * somebody is at work with, is left to the next pass. Answers which ones open under no key of the ring: these were lost before.
 */
export const resealAll = async (resealing: Resealing): Promise<readonly string[]> => {
	const total = await countAll(resealing);
	let done = 0;
	const told = (more: number) => {
		done += more;
		resealing.progress(done, Math.max(total, done));
	};
	told(0);
	for (;;) {
		const { found, unreadable } = await pass(resealing, told);
		if (found === unreadable.length) return unreadable;
		await sleep(BETWEEN_PASSES);
	}
};

const oldKeys = ({ keys, current }: Ring): readonly string[] => [...keys.keys()].filter((id) => id !== current);

const countAll = async ({ db, columns, ring }: Resealing): Promise<number> => {
	let count = 0;
	for (const id of oldKeys(ring)) for (const at of columns) count += await countSealed(db, at, id);
	return count;
};

interface Pass {
	readonly found: number;
	readonly unreadable: readonly string[];
}

const pass = async ({ db, columns, ring }: Resealing, told: (done: number) => void): Promise<Pass> => {
	const seal = sealOf(() => ring);
	const unreadable: string[] = [];
	let found = 0;
	for (const id of oldKeys(ring)) {
		for (const at of columns) {
			for (let last: SealedRow | undefined; ; await sleep(BREATH)) {
				const rows = await selectSealed(db, at, id, BATCH, last);
				last = rows.at(-1);
				if (last === undefined) break;
				const outcomes = await Promise.all(rows.map((row) => resealOne({ db, seal, at, row })));
				found += rows.length;
				unreadable.push(...rows.filter((_, place) => outcomes[place] === "unreadable").map(({ key }) => `${nameOf(at)}/${key}`));
				told(outcomes.filter((outcome) => outcome === "done").length);
			}
		}
	}
	return { found, unreadable };
};

interface One {
	readonly db: AnyDb;
	readonly seal: Seal;
	readonly at: SealedColumn;
	readonly row: SealedRow;
}

const resealOne = async ({ db, seal, at, row }: One): Promise<"done" | "left" | "unreadable"> => {
	const identity = `${nameOf(at)}/${row.key}`;
	let plain: string;
	try {
		plain = seal.open(row.sealed, identity);
	} catch {
		return "unreadable";
	}
	return (await replaceSealed(db, at, row, seal.seal(plain, identity))) ? "done" : "left";
};
