import { type CryptoKey, exportJWK, generateKeyPair, importJWK, type JWK, SignJWT } from "jose";
import { now } from "#common/db/columns.ts";
import { newId } from "#common/seal/ids.ts";
import type { Seal } from "#common/seal/seal.ts";
import type { Db } from "../../database.ts";
import { insertClientKey, selectClientKeys } from "./providers.store.ts";

/**
 * The platform's own key, with which it proves itself where *private key* was chosen instead of a client secret (OpenID Connect
 * Core 9, `private_key_jwt`). It is made at the first need and never leaves the platform; providers take the public half from
 * `/oidc/jwks.json`.
 */

/** Every provider that takes `private_key_jwt` takes this. */
const ALGORITHM = "RS256";
const MINUTE = 60;

export interface ClientKey {
	readonly kid: string;
	readonly key: CryptoKey;
}

const identity = (kid: string): string => `client_keys.private_key/${kid}`;

/** By the database, so that however many ask at once make one key. */
const making = new WeakMap<Db, Promise<void>>();

const makeOnce = (db: Db, seal: Seal): Promise<void> => {
	const made = making.get(db) ?? make(db, seal).finally(() => making.delete(db));
	making.set(db, made);
	return made;
};

/** The key, made where there is none. */
export const clientKey = async (db: Db, seal: Seal): Promise<ClientKey> => {
	if ((await selectClientKeys(db)).length === 0) await makeOnce(db, seal);
	const [row] = await selectClientKeys(db);
	if (row === undefined) throw new Error("a client key just made is not there");
	const jwk = JSON.parse(seal.open(row.private_key, identity(row.kid))) as JWK;
	return { kid: row.kid, key: (await importJWK(jwk, ALGORITHM)) as CryptoKey };
};

const make = async (db: Db, seal: Seal): Promise<void> => {
	const { publicKey, privateKey } = await generateKeyPair(ALGORITHM, { extractable: true });
	// The same on every replica, and no other installation's: of replicas that make a key at once, one keeps it.
	const kid = seal.fingerprint("client_keys.kid");
	const shared = { kid, alg: ALGORITHM, use: "sig" };
	await insertClientKey(db, {
		kid,
		private_key: seal.seal(JSON.stringify(await exportJWK(privateKey)), identity(kid)),
		public_key: JSON.stringify({ ...(await exportJWK(publicKey)), ...shared }),
		created: now(),
	});
};

/** The public halves, as a JWK set (RFC 7517 section 5); makes the key where there is none, so that it can be registered first. */
export const publicClientKeys = async (db: Db, seal: Seal): Promise<{ readonly keys: readonly JWK[] }> => {
	await clientKey(db, seal);
	return { keys: (await selectClientKeys(db)).map(({ public_key }) => JSON.parse(public_key) as JWK) };
};

/** A client assertion for one request (RFC 7523 section 3): `audience` is the token endpoint. */
export const signAssertion = async (db: Db, seal: Seal, clientId: string, audience: string): Promise<string> => {
	const { kid, key } = await clientKey(db, seal);
	return new SignJWT()
		.setProtectedHeader({ alg: ALGORITHM, kid })
		.setIssuer(clientId)
		.setSubject(clientId)
		.setAudience(audience)
		.setJti(newId("jti"))
		.setIssuedAt()
		.setExpirationTime(`${MINUTE}s`)
		.sign(key);
};
