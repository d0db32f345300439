import type Provider from "oidc-provider";
import { digest } from "#common/seal/ids.ts";
import type { Db } from "../database.ts";
import { insertRecordOnce } from "./records.store.ts";

/** Remembers that `owner` has used `id` until `expires` (seconds since the epoch). False where it was used before. */
export const spendOnce = (db: Db, owner: string, id: string, expires: number): Promise<boolean> =>
	insertRecordOnce(db, {
		model: "ReplayDetection",
		digest: digest(`${owner} ${id}`),
		payload: "{}",
		grant_id: null,
		account_id: null,
		client_id: null,
		consumed: null,
		expires: Math.ceil(expires),
	});

/**
 * Assertions and proofs carry an id that works once (RFC 7523 section 3, RFC 9449 section 11.1). The engine looks, and then writes:
 * of two requests at the same moment, at two processes even, both would pass. Here the write decides.
 */
export const refuseReplays = (engine: Provider, db: Db): void => {
	const detection = (engine as unknown as { ReplayDetection: { unique: typeof unique } }).ReplayDetection;
	const unique = (owner: string, id: string, expires: number): Promise<boolean> => spendOnce(db, owner, id, expires);
	detection.unique = unique;
};
