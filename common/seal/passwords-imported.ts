import { createHash, pbkdf2, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";
import { fieldFault } from "../faults/fault.ts";
import { verifyBcrypt } from "./bcrypt.ts";
import { inTurn } from "./threads.ts";

/** A password as another system hashed it, in the words of Okta's API. Texts are base64 unless said otherwise. */
export interface ImportedHash {
	readonly algorithm: "BCRYPT" | "SHA-512" | "SHA-256" | "SHA-1" | "MD5" | "PBKDF2";
	/** BCRYPT: 31 characters of bcrypt's own base64. */
	readonly value: string;
	/** BCRYPT: 22 characters of bcrypt's own base64. Required but for SHA and MD5. */
	readonly salt?: string | undefined;
	/** SHA and MD5: where the salt stood. */
	readonly saltOrder?: "PREFIX" | "POSTFIX" | undefined;
	/** BCRYPT: its cost. */
	readonly workFactor?: number | undefined;
	/** PBKDF2. */
	readonly iterationCount?: number | undefined;
	/** PBKDF2: bytes. */
	readonly keySize?: number | undefined;
	readonly digestAlgorithm?: "SHA256_HMAC" | "SHA512_HMAC" | undefined;
}

const MARK = "$imported$";

/** Beyond these, one sign-in would keep the server busy for seconds. */
const MOST_WORK = 15;
const MOST_ITERATIONS = 2_000_000;

/** Bytes that one run of the rounds makes: a longer key takes several (RFC 8018 section 5.2). */
const BLOCKS = { SHA256_HMAC: 32, SHA512_HMAC: 64 } as const;

const LENGTHS: Readonly<Record<string, number>> = { "SHA-512": 64, "SHA-256": 32, "SHA-1": 20, MD5: 16 };
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;
const BCRYPT = /^[./A-Za-z0-9]+$/;

/**
 * The stored form of a hash that was made elsewhere: `verifyPassword` takes it.
 *
 * @throws Fault `invalid_request` where a part is missing or cannot be.
 */
export const storedImport = (hash: ImportedHash, field = "credentials.password.hash"): string => {
	const refuse = (part: keyof ImportedHash, message: string): never => {
		throw fieldFault("invalid_request", `${field}.${part}`, message);
	};
	const base64 = (part: "value" | "salt"): Buffer => {
		const text = hash[part] ?? "";
		return BASE64.test(text) ? Buffer.from(text, "base64") : refuse(part, "Must be base64.");
	};
	if (hash.algorithm === "BCRYPT") {
		const { salt = "", value, workFactor = 10 } = hash;
		if (!BCRYPT.test(salt) || salt.length !== 22) refuse("salt", "Must be 22 characters of bcrypt's base64.");
		if (!BCRYPT.test(value) || value.length !== 31) refuse("value", "Must be 31 characters of bcrypt's base64.");
		if (!Number.isInteger(workFactor) || workFactor < 4 || workFactor > MOST_WORK)
			refuse("workFactor", `Must be from 4 to ${MOST_WORK}.`);
	} else if (hash.algorithm === "PBKDF2") {
		const { iterationCount = 0, keySize = 0, digestAlgorithm } = hash;
		if (base64("salt").length === 0) refuse("salt", "Is required.");
		if (digestAlgorithm === undefined || !Object.hasOwn(BLOCKS, digestAlgorithm))
			return refuse("digestAlgorithm", "Must be SHA256_HMAC or SHA512_HMAC.");
		if (!Number.isInteger(keySize) || keySize < 16 || keySize > 256 || base64("value").length !== keySize)
			refuse("keySize", "Must be the length of the value in bytes, from 16 to 256.");
		const most = Math.floor(MOST_ITERATIONS / Math.ceil(keySize / BLOCKS[digestAlgorithm]));
		if (!Number.isInteger(iterationCount) || iterationCount < 1 || iterationCount > most)
			refuse("iterationCount", `Must be from 1 to ${most} for a key of this size.`);
	} else {
		if (base64("value").length !== LENGTHS[hash.algorithm]) refuse("value", `Must be as long as ${hash.algorithm} is.`);
		if (hash.salt !== undefined) base64("salt");
		if (hash.salt !== undefined && hash.saltOrder === undefined) refuse("saltOrder", "Must be PREFIX or POSTFIX.");
	}
	return `${MARK}${Buffer.from(JSON.stringify(hash)).toString("base64url")}`;
};

/** Whether a stored password was hashed elsewhere. */
export const isImported = (stored: string | null | undefined): boolean => stored?.startsWith(MARK) === true;

const slow = promisify(pbkdf2);
const derive: typeof slow = (...args) => inTurn(() => slow(...args));

/** Whether `password` is the one that was hashed elsewhere. */
export const verifyImported = async (password: string, stored: string): Promise<boolean> => {
	const hash = JSON.parse(Buffer.from(stored.slice(MARK.length), "base64url").toString("utf8")) as ImportedHash;
	if (hash.algorithm === "BCRYPT") {
		const cost = String(hash.workFactor ?? 10).padStart(2, "0");
		return verifyBcrypt(password, `$2a$${cost}$${hash.salt}${hash.value}`);
	}
	const expected = Buffer.from(hash.value, "base64");
	const salt = Buffer.from(hash.salt ?? "", "base64");
	if (hash.algorithm === "PBKDF2") {
		const algorithm = hash.digestAlgorithm === "SHA512_HMAC" ? "sha512" : "sha256";
		return timingSafeEqual(expected, await derive(password, salt, hash.iterationCount ?? 0, expected.length, algorithm));
	}
	const bytes = Buffer.from(password, "utf8");
	const hashed = createHash(hash.algorithm.replace("-", "").toLowerCase())
		.update(Buffer.concat(hash.saltOrder === "POSTFIX" ? [bytes, salt] : [salt, bytes]))
		.digest();
	return timingSafeEqual(expected, hashed);
};
