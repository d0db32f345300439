import { generateKeyPair, generateKeyPairSync, type JsonWebKey, type KeyObject } from "node:crypto";
import { promisify } from "node:util";
import { now } from "#common/db/columns.ts";
import { newSecret } from "#common/seal/ids.ts";
import type { Seal } from "#common/seal/seal.ts";
import type { Db } from "../../database.ts";
import { insertKeyOnce, selectKeys } from "./keys.store.ts";

/**
 * Signing keys: one for each algorithm that an application may choose, made at the first start, sealed in the database, and
 * shared by every process.
 */

/** A private key as the protocol engine takes it (RFC 7517). */
export interface SigningKey extends JsonWebKey {
	readonly kid: string;
	readonly alg: string;
	readonly use: "sig";
}

/** RS256 first: it is what OpenID Connect Core section 15.1 demands of everybody. */
const MAKERS: Readonly<Record<string, () => KeyObject>> = {
	RS256: () => generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey,
	ES256: () => generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey,
	EdDSA: () => generateKeyPairSync("ed25519").privateKey,
};

/** A new private key for RS256, for servers that have keys of their own. Made beside whatever else goes on. */
export const newSigningKey = async (): Promise<JsonWebKey> =>
	(await promisify(generateKeyPair)("rsa", { modulusLength: 2048 })).privateKey.export({ format: "jwk" });

const identity = (id: string): string => `signing_keys.private_jwk/${id}`;

/** All signing keys, after making those that are missing. Two processes that start at once end with the same keys. */
export const ensureSigningKeys = async (db: Db, seal: Seal): Promise<readonly SigningKey[]> => {
	const known = new Set((await selectKeys(db)).map(({ algorithm }) => algorithm));
	for (const [algorithm, make] of Object.entries(MAKERS)) {
		if (known.has(algorithm)) continue;
		const id = newSecret(16);
		const jwk = JSON.stringify(make().export({ format: "jwk" }));
		await insertKeyOnce(db, { id, algorithm, private_jwk: seal.seal(jwk, identity(id)), created: now() });
	}
	const order = Object.keys(MAKERS);
	return (await selectKeys(db))
		.toSorted((a, b) => order.indexOf(a.algorithm) - order.indexOf(b.algorithm))
		.map(({ id, algorithm, private_jwk }) => ({
			...(JSON.parse(seal.open(private_jwk, identity(id))) as JsonWebKey),
			kid: id,
			alg: algorithm,
			use: "sig",
		}));
};
