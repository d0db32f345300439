import { argon2, randomBytes, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";
import { Fault } from "../faults/fault.ts";
import { countHash } from "../watch/hashing.ts";
import { isImported, verifyImported } from "./passwords-imported.ts";
import { inTurn } from "./threads.ts";

const argon = promisify(argon2);
const derive: typeof argon = (...args) => countHash(inTurn(() => argon(...args)));

/** OWASP's advice for Argon2id: 19 MiB, two passes, one lane. Stored with each hash, so that it can be raised. */
const PRESENT = { memory: 19_456, passes: 2, parallelism: 1 };

const MINIMUM = 8;
const MAXIMUM = 1_000;

/** Refuses what cannot be a password: shorter than 8 or longer than 1,000 characters. Never cuts. */
export const checkPassword = (password: string, field = "password"): void => {
	const length = [...password].length;
	if (length < MINIMUM || length > MAXIMUM) {
		const message = length < MINIMUM ? `Use at least ${MINIMUM} characters.` : `Use at most ${MAXIMUM} characters.`;
		throw new Fault("password_refused", { fields: [{ field, message }] });
	}
};

/** Argon2id in PHC string form: `$argon2id$v=19$m=19456,t=2,p=1$salt$hash`. Takes about 40 ms on the thread pool. */
export const hashPassword = async (password: string): Promise<string> => {
	const nonce = randomBytes(16);
	const hash = await derive("argon2id", { message: password.normalize("NFKC"), nonce, tagLength: 32, ...PRESENT });
	const encode = (bytes: Buffer) => bytes.toString("base64").replace(/=+$/, "");
	const { memory, passes, parallelism } = PRESENT;
	return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${encode(nonce)}$${encode(hash)}`;
};

const PHC = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

let decoy: Promise<string> | undefined;

/**
 * Whether `password` belongs to `stored`, which `hashPassword` made or another system (`storedImport`). With no stored hash the same work is done against a decoy and the answer is
 * false, so that the time does not tell whether an account exists.
 */
export const verifyPassword = async (password: string, stored: string | null | undefined): Promise<boolean> => {
	if (password.length > MAXIMUM * 4) return false;
	if (stored != null && isImported(stored)) {
		// The decoy's work too: an account that came from elsewhere takes no less time than one that is not there.
		const [right] = await Promise.all([verifyImported(password, stored), verifyPassword(password, null)]);
		return right;
	}
	decoy ??= hashPassword(randomBytes(16).toString("hex"));
	const match = PHC.exec(stored ?? (await decoy));
	if (!match) return false;
	const [, memory, passes, parallelism, salt = "", hash = ""] = match;
	const expected = Buffer.from(hash, "base64");
	const actual = await derive("argon2id", {
		message: password.normalize("NFKC"),
		nonce: Buffer.from(salt, "base64"),
		tagLength: expected.length,
		memory: Number(memory),
		passes: Number(passes),
		parallelism: Number(parallelism),
	});
	return timingSafeEqual(expected, actual) && stored != null;
};
