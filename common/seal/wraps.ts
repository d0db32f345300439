import { argon2, hkdfSync, randomBytes } from "node:crypto";
import { promisify } from "node:util";
import { decrypt, encrypt } from "./cipher.ts";
import type { KeptWrap, Wrap } from "./ring.store.ts";
import type { Ring, SealHalf } from "./seal.ts";

const derive = promisify(argon2);

/** OWASP's advice for passwords: a master key that somebody made up shall not be guessed from a stolen database either. */
const COST = { memory: 19_456, passes: 2, parallelism: 1, tagLength: 32 };

/** The name of the key of fingerprints. */
export const FINGERPRINT = "fingerprint";

/** A master key, as keys are sealed under it. */
export interface Master {
	/** A random salt. */
	readonly name: string;
	readonly key: Buffer;
}

/** `masterKey` under a name, a new one where none is given. Takes some 30 ms and 19 MiB, off the event loop. */
export const masterOf = async (
	masterKey: string,
	half: SealHalf,
	name = randomBytes(16).toString("base64url"),
): Promise<Master> => {
	const slow = await derive("argon2id", { message: masterKey, nonce: Buffer.from(name), ...COST });
	return { name, key: Buffer.from(hkdfSync("sha256", slow, "signet", `wrap/${half}`, 32)) };
};

const identity = (keyId: string, master: string): string => `seal_wraps.wrapped/${keyId}/${master}`;

export const wrap = ({ name, key }: Master, keyId: string, secret: Buffer): Wrap => ({
	keyId,
	master: name,
	wrapped: encrypt(key, secret, identity(keyId, name)),
});

/** The keys of a ring under `master`. */
export const wrapRing = (master: Master, { keys, fingerprintKey }: Ring): Wrap[] =>
	[...keys, [FINGERPRINT, fingerprintKey] as const].map(([keyId, secret]) => wrap(master, keyId, secret));

/** What `master` opens, by the id of the key; undefined where it is another's. */
const unwrap = (master: Master, wraps: readonly Wrap[]): Map<string, Buffer> | undefined => {
	try {
		return new Map(
			wraps.map(({ keyId, wrapped }) => [keyId, decrypt(master.key, wrapped, identity(keyId, master.name))] as const),
		);
	} catch {
		return undefined;
	}
};

/** Names of the master keys that a ring may be opened with, the newest first: the one whose first wrap came last. */
export const mastersOf = (wraps: readonly KeptWrap[]): readonly string[] => {
	const first = new Map<string, string>();
	for (const { master, created } of wraps) if (created < (first.get(master) ?? "~")) first.set(master, created);
	return [...first.entries()].sort(([, one], [, other]) => (one < other ? 1 : -1)).map(([master]) => master);
};

/** The ring that `masterKey` opens, and the name it has there; undefined where it opens none. */
export const openRing = async (
	wraps: readonly KeptWrap[],
	masterKey: string,
	half: SealHalf,
): Promise<{ readonly ring: Ring; readonly master: string } | undefined> => {
	for (const name of mastersOf(wraps)) {
		const master = await masterOf(masterKey, half, name);
		const opened = unwrap(
			master,
			wraps.filter((one) => one.master === name),
		);
		const ring = opened && ringOf(wraps, opened);
		if (ring !== undefined) return { ring, master: name };
	}
	return undefined;
};

/** The ring that `wraps` speak of, with keys from `opened`; undefined where one of them is not there. */
export const ringOf = (wraps: readonly KeptWrap[], opened: ReadonlyMap<string, Buffer>): Ring | undefined => {
	const ids = new Map(wraps.flatMap(({ keyId, state }) => (state === null ? [] : [[keyId, state] as const])));
	const keys = new Map([...ids.keys()].flatMap((id) => (opened.has(id) ? [[id, opened.get(id) as Buffer] as const] : [])));
	const current = [...ids].find(([, state]) => state === "current")?.[0];
	const fingerprintKey = opened.get(FINGERPRINT);
	if (current === undefined || fingerprintKey === undefined || keys.size < ids.size) return undefined;
	return { current, keys, fingerprintKey };
};
