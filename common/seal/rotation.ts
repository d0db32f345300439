import { randomBytes } from "node:crypto";
import { SettingsError } from "../settings/settings.ts";
import { wrongMasterKey } from "./open-seal.ts";
import { type AnyDb, deleteOldKeys, emptyLog, insertNextKey, type KeptWrap, overwriteDeleted, selectRing } from "./ring.store.ts";
import type { Ring, SealHalf } from "./seal.ts";
import { masterOf, mastersOf, openRing, wrap, wrapRing } from "./wraps.ts";

/**
 * A rotation is under way as long as a ring opens with two master keys. The further one and the next data key come in one transaction,
 * and the old ones of both go in one, so that whoever finds a rotation can tell where it stands, and goes on from there.
 */
const underWay = (wraps: readonly KeptWrap[]): boolean => mastersOf(wraps).length > 1;

export const isUnderWay = async (db: AnyDb): Promise<boolean> => underWay(await selectRing(db));

/** Whether `masterKey` opens the ring. */
export const opensRing = async (db: AnyDb, half: SealHalf, masterKey: string): Promise<boolean> =>
	(await openRing(await selectRing(db), masterKey, half)) !== undefined;

export { hasRing, promoteNextKey } from "./ring.store.ts";

interface Keys {
	/** Opens the ring where no rotation is under way. */
	readonly old: string;
	readonly next: string;
}

/**
 * Lets `next` open the ring beside `old`, and gives the ring its next key. Answers false where `next` is the only one that opens it
 * already.
 *
 * @throws SettingsError where neither opens it, or a rotation to another key is under way.
 */
export const beginRotation = async (db: AnyDb, half: SealHalf, keys: Keys): Promise<boolean> => {
	await overwriteDeleted(db);
	const wraps = await selectRing(db);
	if (underWay(wraps)) {
		if ((await openRing(wraps, keys.next, half))?.master !== mastersOf(wraps)[0]) throw otherRotation(half);
		return true;
	}
	if ((await openRing(wraps, keys.next, half)) !== undefined) return false;
	const opened = await openRing(wraps, keys.old, half);
	if (opened === undefined) throw wrongMasterKey(half);
	const { ring, master } = opened;
	const id = `v${Math.max(...[...ring.keys.keys()].map((known) => Number(known.slice(1)))) + 1}`;
	const secret = randomBytes(32);
	const further = await masterOf(keys.next, half);
	const present = await masterOf(keys.old, half, master);
	await insertNextKey(db, id, [...wrapRing(further, ring), wrap(further, id, secret), wrap(present, id, secret)]);
	return true;
};

const otherRotation = (half: SealHalf): SettingsError =>
	new SettingsError([
		`The ${half}'s master key is being replaced, but not by this one: SIGNET_NEW_SECRET, or SIGNET_SECRET with --finish, must hold the key with which that was begun.`,
	]);

/** The ring as `masterKey` opens it. @throws SettingsError */
export const ringUnder = async (db: AnyDb, half: SealHalf, masterKey: string): Promise<Ring> => {
	const opened = await openRing(await selectRing(db), masterKey, half);
	if (opened === undefined) throw wrongMasterKey(half);
	return opened.ring;
};

/** Forgets the old data key and the old master key. */
export const endRotation = async (db: AnyDb): Promise<void> => {
	const [newest] = mastersOf(await selectRing(db));
	if (newest !== undefined) await deleteOldKeys(db, newest);
	await emptyLog(db);
};
