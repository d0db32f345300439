import { setTimeout as sleep } from "node:timers/promises";
import { resealAll } from "#common/seal/reseal.ts";
import { beginRotation, endRotation, promoteNextKey, ringUnder } from "#common/seal/rotation.ts";
import type { OpenHalf } from "./halves.ts";
import type { KeySource } from "./keys.ts";

/** Milliseconds after which every process has heard of what changed, and has written what it sealed before. */
const HEARD = 2_000;

/** Lets the new key open everything beside the old one. Answers the halves in which the old one still does. */
export const begin = async (halves: readonly OpenHalf[], keys: KeySource): Promise<readonly OpenHalf[]> => {
	keys.prepare();
	const underWay: OpenHalf[] = [];
	for (const half of halves)
		if (await beginRotation(half.db, half.name, { old: keys.old, next: keys.next() })) underWay.push(half);
	return underWay;
};

/** What is sealed from here on is sealed under a new data key, which every process has by then. */
export const switchOver = async (halves: readonly OpenHalf[], keys: KeySource): Promise<void> => {
	keys.take();
	await sleep(HEARD);
	for (const { db } of halves) await promoteNextKey(db);
	await sleep(HEARD);
};

/** Answers what could not be opened. */
export const sealAnew = async (
	{ name, db, columns }: OpenHalf,
	keys: KeySource,
	progress: (done: number, of: number) => void,
): Promise<readonly string[]> => resealAll({ db, columns, ring: await ringUnder(db, name, keys.next()), progress });

/** Forgets the old keys, once everything that was read before was opened. */
export const finish = async (halves: readonly OpenHalf[]): Promise<void> => {
	await sleep(HEARD);
	for (const { db } of halves) await endRotation(db);
};
