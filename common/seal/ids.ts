import { createHash, hash, randomBytes, randomInt, timingSafeEqual } from "node:crypto";

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/**
 * A new id of 20 characters: a three-character prefix that names the kind (`00u` a person, `00g` a group, `0oa` an
 * application, ...) and 17 random ones (101 bits).
 */
export const newId = (prefix: string): string => {
	let id = prefix;
	while (id.length < 20) id += ALPHABET[randomInt(ALPHABET.length)];
	return id;
};

/** A new secret of `bytes` random bytes (default 32), base64url: session ids, set-up links, client secrets. */
export const newSecret = (bytes = 32): string => randomBytes(bytes).toString("base64url");

const POOLED = 4_096;
let pool = Buffer.alloc(0);

/** A new name of `bytes` random bytes, such as a request's; from a pool, since asking for few costs as much as asking for many. */
export const newName = (bytes = 16): string => {
	if (pool.length < bytes) pool = randomBytes(POOLED);
	const name = pool.toString("base64url", 0, bytes);
	pool = pool.subarray(bytes);
	return name;
};

/** How tokens, session ids and one-time links are stored: SHA-256, base64url. They are random, so no salt is needed. */
export const digest = (secret: string): string => hash("sha256", secret, "base64url");

/** Whether two strings are equal, in time that tells nothing about where they differ. */
export const equalSecrets = (a: string, b: string): boolean =>
	timingSafeEqual(createHash("sha256").update(a).digest(), createHash("sha256").update(b).digest());
