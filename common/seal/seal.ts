import { createHmac, hkdfSync } from "node:crypto";
import { decrypt, encrypt } from "./cipher.ts";

/**
 * Encryption at rest. AES-256-GCM, with the row's identity as associated data, so that a sealed value moved to another row or column does
 * not open. What is sealed begins with the id of its key: `v1.`, `v2.`, ...
 */
export interface Seal {
	/** `identity` names table, column and row, such as `application_secrets.secret/ocs123`. */
	seal(plain: string, identity: string): string;
	/** Throws where the value was changed, moved, or sealed under another key. */
	open(sealed: string, identity: string): string;
	/** The same for the same text, and worth nothing to who has it: HMAC-SHA-256, base64url. */
	fingerprint(text: string): string;
}

/** Keeps the halves' keys apart. */
export type SealHalf = "provider" | "platform";

/** Keys that open, by their ids, and the one that seals. */
export interface Ring {
	readonly current: string;
	readonly keys: ReadonlyMap<string, Buffer>;
	/** Never replaced: fingerprints are compared with those stored before. */
	readonly fingerprintKey: Buffer;
}

const FIRST = "v1";
const SEALED = /^(v[1-9]\d*)\.([A-Za-z0-9_-]*)$/;

/** The ring of an installation whose master key was never rotated. */
export const firstRing = (masterKey: string, half: SealHalf): Ring => {
	const derive = (purpose: string) => Buffer.from(hkdfSync("sha256", masterKey, "signet", `${purpose}/${half}/v1`, 32));
	return { current: FIRST, keys: new Map([[FIRST, derive("seal")]]), fingerprintKey: derive("fingerprint") };
};

/** A Seal of the ring that there is at each call. `missing` is told when a key is asked for that is not in it. */
export const sealOf = (ring: () => Ring, missing: () => void = () => {}): Seal => ({
	fingerprint: (text) => createHmac("sha256", ring().fingerprintKey).update(text).digest("base64url"),
	seal(plain, identity) {
		const { current, keys } = ring();
		return `${current}.${encrypt(keyOf(keys, current), Buffer.from(plain), identity)}`;
	},
	open(sealed, identity) {
		const [, id, text] = SEALED.exec(sealed) ?? [];
		if (id === undefined || text === undefined) throw new Error(`not a sealed value: ${identity}`);
		const key = ring().keys.get(id);
		if (key === undefined) {
			missing();
			throw new Error(`sealed under the key ${id}, which this process does not have: ${identity}`);
		}
		return decrypt(key, text, identity).toString("utf8");
	},
});

const keyOf = (keys: ReadonlyMap<string, Buffer>, id: string): Buffer => {
	const key = keys.get(id);
	if (key === undefined)
		throw new Error(`the master key was replaced and values are sealed under ${id}: start this process anew`);
	return key;
};

/** A Seal under `masterKey` (any string of at least 32 characters) as long as it was never rotated: for what needs no database. */
export const createSeal = (masterKey: string, half: SealHalf): Seal => {
	const ring = firstRing(masterKey, half);
	return sealOf(() => ring);
};
