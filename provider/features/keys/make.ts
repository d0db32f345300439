import { generateKeyPair, type JsonWebKey, type KeyObject } from "node:crypto";
import { promisify } from "node:util";

/** A private key as the protocol engine takes it (RFC 7517). */
export interface SigningKey extends JsonWebKey {
	readonly kid: string;
	readonly alg: string;
	readonly use: "sig";
}

const generate = promisify(generateKeyPair) as (
	type: string,
	options: Readonly<Record<string, unknown>>,
) => Promise<{ readonly privateKey: KeyObject }>;

/** RS256 first: it is what OpenID Connect Core section 15.1 demands of everybody. */
const MAKERS = {
	RS256: () => generate("rsa", { modulusLength: 2048 }),
	ES256: () => generate("ec", { namedCurve: "P-256" }),
	EdDSA: () => generate("ed25519", {}),
} as const;

/** Each algorithm that an application may choose has keys of its own. */
export type Algorithm = keyof typeof MAKERS;
export const algorithms = Object.keys(MAKERS) as readonly Algorithm[];

/** A new private key. Made beside whatever else goes on. */
export const newSigningKey = async (algorithm: Algorithm = "RS256"): Promise<JsonWebKey> =>
	(await MAKERS[algorithm]()).privateKey.export({ format: "jwk" });
