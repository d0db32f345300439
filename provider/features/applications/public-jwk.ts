import { createHash, createPublicKey, type JsonWebKey } from "node:crypto";
import { fieldFault } from "#common/faults/fault.ts";

/** What a public key may have, by its type (RFC 7518 section 6). */
const MEMBERS = { RSA: ["n", "e"], EC: ["crv", "x", "y"] } as const;
const PRIVATE = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];
const ALGORITHMS: Readonly<Record<keyof typeof MEMBERS, readonly string[]>> = {
	RSA: ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"],
	EC: ["ES256", "ES384", "ES512"],
};
const CURVES: readonly unknown[] = ["P-256", "P-384", "P-521"];
const SMALLEST = 2048;
/** Larger ones make each signature a burden. */
const LARGEST = 8192;

/**
 * The public key out of what a caller sent, with nothing but what a public key has. Without a `kid` it is called by its
 * thumbprint (RFC 7638).
 *
 * @throws Fault `invalid_request` at `JsonWebKey`.
 */
export const publicJwk = (given: Readonly<Record<string, unknown>>): JsonWebKey & { readonly kid: string } => {
	const kty = given["kty"];
	if (kty !== "RSA" && kty !== "EC") throw refused("'kty' must be RSA or EC.");
	if (PRIVATE.some((member) => given[member] != null)) throw refused("Send the public key alone.");
	const { use, alg, kid } = given;
	if (use != null && use !== "sig" && use !== "enc") throw refused("'use' must be sig or enc.");
	if (alg != null && !ALGORITHMS[kty].includes(alg as string)) {
		throw refused(`'alg' must be one of ${ALGORITHMS[kty].join(", ")}.`);
	}
	if (kty === "EC" && !CURVES.includes(given["crv"])) throw refused(`'crv' must be one of ${CURVES.join(", ")}.`);
	const members = Object.fromEntries(MEMBERS[kty].map((member) => [member, textOf(given[member], member)]));
	checkUsable({ kty, ...members });
	return {
		kty,
		...(alg == null ? {} : { alg: String(alg) }),
		kid: kid == null ? thumbprint({ kty, ...members }) : textOf(kid, "kid", 255),
		use: use == null ? "sig" : String(use),
		...members,
	};
};

const textOf = (value: unknown, member: string, longest = 2048): string => {
	if (typeof value === "string" && value.length > 0 && value.length <= longest) return value;
	throw refused(`'${member}' must be text of 1 to ${longest} characters.`);
};

const checkUsable = (jwk: JsonWebKey): void => {
	const key = () => {
		try {
			return createPublicKey({ key: { ...jwk }, format: "jwk" });
		} catch {
			throw refused("This is not a public key.");
		}
	};
	const bits = key().asymmetricKeyDetails?.modulusLength;
	if (bits !== undefined && (bits < SMALLEST || bits > LARGEST)) {
		throw refused(`An RSA key must have ${SMALLEST} to ${LARGEST} bits.`);
	}
};

const thumbprint = (members: Readonly<Record<string, string>>): string => {
	const sorted = Object.entries(members).toSorted(([a], [b]) => (a < b ? -1 : 1));
	return createHash("sha256")
		.update(JSON.stringify(Object.fromEntries(sorted)))
		.digest("base64url");
};

const refused = (message: string) => fieldFault("invalid_request", "JsonWebKey", message);
