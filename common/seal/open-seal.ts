import type { Kysely } from "kysely";
import type { Changes } from "../db/changes.ts";
import { SettingsError } from "../settings/settings.ts";
import { selectSealed } from "./reseal.store.ts";
import { type AnyDb, insertFirstRing, type KeptWrap, selectRing } from "./ring.store.ts";
import { firstRing, type Ring, type Seal, type SealHalf, sealOf } from "./seal.ts";
import { nameOf, type SealedColumn } from "./sealed.ts";
import { FINGERPRINT, masterOf, openRing, ringOf, wrapRing } from "./wraps.ts";

export interface SealNeeds<Tables> {
	readonly db: Kysely<Tables>;
	readonly changes: Changes;
	readonly half: SealHalf;
	/** The one that holds at present: it is asked again when the ring has a key that is not known yet. */
	readonly masterKey: () => string;
	/** All that there are. */
	readonly columns: readonly SealedColumn[];
}

/** A Seal of the half's own keys, which follows them as they are rotated, until it is closed. */
export interface OpenedSeal extends Seal {
	close(): void;
}

/** Milliseconds after which the ring is read again while nobody can tell whether it changed. */
const UNTOLD = 1_000;

/** @throws SettingsError where the master key is another than the database's. */
export const openSeal = async <Tables>(needs: SealNeeds<Tables>): Promise<OpenedSeal> => {
	const { changes, half, masterKey, columns } = needs;
	const db = needs.db as unknown as AnyDb;
	let ring = await ringAtStart(db, masterKey(), half, columns);
	let reading: Promise<void> | undefined;
	let again = false;
	let failed = false;

	const read = async (): Promise<void> => {
		const wraps = await selectRing(db);
		// Known keys stay usable although their master key is gone: this process may have been started with the one before.
		const known = ringOf(wraps, new Map([...ring.keys, [FINGERPRINT, ring.fingerprintKey]]));
		ring = known ?? (await openRing(wraps, masterKey(), half))?.ring ?? withoutNewKeys(wraps, ring);
	};
	const reread = (): void => {
		again = reading !== undefined;
		reading ??= read()
			.catch(() => {
				// The database is away: the timer tries again.
				failed = true;
			})
			.finally(() => {
				reading = undefined;
				if (again) reread();
			});
	};
	changes.on("sealing", reread);
	// Between reading the ring and listening it may have changed.
	await read();
	const timer = setInterval(() => {
		if (!failed && changes.version("sealing") !== undefined) return;
		failed = false;
		reread();
	}, UNTOLD).unref();

	const listed = new Set(columns.map(nameOf));
	const seal = sealOf(() => ring, reread);
	return {
		...seal,
		seal(plain, identity) {
			if (!listed.has(identity.slice(0, identity.indexOf("/"))))
				throw new Error(`${identity} is in no column that ${half}/sealed.ts lists`);
			return seal.seal(plain, identity);
		},
		close: () => clearInterval(timer),
	};
};

/** The keys that this process has, as far as they are still used. It seals no more under one that is going. */
const withoutNewKeys = (wraps: readonly KeptWrap[], ring: Ring): Ring => {
	const used = new Set(wraps.map(({ keyId }) => keyId));
	return {
		current: wraps.find(({ state }) => state === "current")?.keyId ?? ring.current,
		keys: new Map([...ring.keys].filter(([id]) => used.has(id))),
		fingerprintKey: ring.fingerprintKey,
	};
};

const ringAtStart = async (db: AnyDb, masterKey: string, half: SealHalf, columns: readonly SealedColumn[]): Promise<Ring> => {
	let wraps = await selectRing(db);
	if (wraps.length === 0) {
		const first = firstRing(masterKey, half);
		if (await isAnothers(db, first, columns)) throw wrongMasterKey(half);
		await insertFirstRing(db, first.current, wrapRing(await masterOf(masterKey, half), first));
		wraps = await selectRing(db);
	}
	const opened = await openRing(wraps, masterKey, half);
	if (opened === undefined) throw wrongMasterKey(half);
	return opened.ring;
};

/** Whether there are values from before there was a ring, and none of those looked at opens. */
const isAnothers = async (db: AnyDb, ring: Ring, columns: readonly SealedColumn[]): Promise<boolean> => {
	const { open } = sealOf(() => ring);
	let failed = false;
	for (const at of columns)
		for (const { key, sealed } of await selectSealed(db, at, ring.current, 3)) {
			try {
				open(sealed, `${nameOf(at)}/${key}`);
				return false;
			} catch {
				failed = true;
			}
		}
	return failed;
};

export const wrongMasterKey = (half: SealHalf): SettingsError =>
	new SettingsError([
		`The master key is not the one that the ${half}'s database is sealed with. Put back the right one: SIGNET_SECRET, or the file secret in the data folder.`,
	]);
