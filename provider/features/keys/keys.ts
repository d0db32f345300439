import type { Seal } from "#common/seal/seal.ts";
import type { Db } from "../../database.ts";
import { selectStages } from "./keys.store.ts";
import type { SigningKey } from "./make.ts";
import { ensureKeys } from "./rotation.ts";
import { inOrder, type StagedKey, toStagedKey } from "./stages.ts";

/**
 * Signing keys of the organisation: next, active and expired ones for each algorithm that an application may choose, sealed in the
 * database and shared by every process. `rotation.ts` changes them, `fetches.ts` tells who has read them.
 */
export { createFetches, type Fetches, forgetAddresses, type KeyFetch } from "./fetches.ts";
export { newSigningKey, type SigningKey } from "./make.ts";
export { rotateSigningKeys, tendSigningKeys } from "./rotation.ts";
export type { StagedKey } from "./stages.ts";

/** Those that sign first, then those that will, then those that did. */
export const readSigningKeys = async (db: Db, seal: Seal): Promise<readonly StagedKey[]> =>
	inOrder(await selectStages(db)).map((row) => toStagedKey(seal, row));

/** Which keys there are and where they stand, without opening them: whether something kept was made of the same. */
export const stateOfKeys = async (db: Db): Promise<string> =>
	inOrder(await selectStages(db))
		.map(({ id, status }) => `${id} ${status}`)
		.join("\n");

/** The `kid` of the key with which ID tokens are signed where an application chose nothing else. */
export const signingKid = async (db: Db): Promise<string | undefined> =>
	inOrder(await selectStages(db)).find(({ status }) => status === "ACTIVE")?.id;

/** All signing keys, after making those that are missing. Two processes that start at once end with the same keys. */
export const ensureSigningKeys = async (db: Db, seal: Seal): Promise<readonly SigningKey[]> => {
	await ensureKeys(db, seal);
	return (await readSigningKeys(db, seal)).map(({ jwk }) => jwk);
};
