import type { Fixed, Instant } from "../db/columns.ts";

/** `next` opens, `current` seals and opens, `old` opens what is not sealed anew yet. */
export type KeyState = "next" | "current" | "old";

/** The keys that values are sealed under. */
export interface SealKeysTable {
	id: Fixed<string>;
	state: KeyState;
	created: Fixed<Instant>;
}

/** Those keys, and the one of fingerprints, each sealed under every master key that may be used at present. */
export interface SealWrapsTable {
	/** Of `seal_keys`, or `fingerprint`. */
	key_id: Fixed<string>;
	/** Stands for a master key and tells nothing of it: the salt of its derivation. */
	master: Fixed<string>;
	wrapped: Fixed<string>;
	created: Fixed<Instant>;
}
