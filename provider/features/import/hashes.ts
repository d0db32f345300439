import { fieldFault } from "#common/faults/fault.ts";
import { type ImportedHash, storedImport } from "#common/seal/passwords-imported.ts";
import { type Foreign, isObject, objectAt, textOf } from "./values.ts";

/** A password hash in the form in which it is kept here. */
export interface PasswordHash {
	readonly stored: string;
}

/** Password hashes that were given beside the source, which never tells any. */
export interface Hashes {
	readonly size: number;
	/** The hash of a person from there, by id or login. */
	of(item: Foreign): PasswordHash | undefined;
}

export const NO_HASHES: Hashes = { size: 0, of: () => undefined };

const ALGORITHMS = ["BCRYPT", "SHA-512", "SHA-256", "SHA-1", "MD5", "PBKDF2"];

/**
 * Hashes out of JSON lines, `{"id": ..., "hash": {...}}` or `{"login": ..., "hash": {...}}`, where the hash has the shape of
 * `credentials.password.hash` in Okta's API.
 *
 * @throws Fault `invalid_request` at `line N`, without the line's words.
 */
export const readHashes = (text: string): Hashes => {
	const found = new Map<string, PasswordHash>();
	for (const [at, line] of text.split("\n").entries()) {
		if (line.trim() === "") continue;
		const entry = parsed(line);
		const key = textOf(entry["id"]) ?? textOf(entry["login"])?.toLowerCase();
		const hash = objectAt(entry, "hash");
		if (key === undefined || !ALGORITHMS.includes(String(hash["algorithm"])) || typeof hash["value"] !== "string")
			throw fieldFault(
				"invalid_request",
				`line ${at + 1}`,
				'Must be {"id" or "login": ..., "hash": {"algorithm": ..., "value": ...}}.',
			);
		found.set(key, { stored: storedImport(hash as unknown as ImportedHash, `line ${at + 1}`) });
	}
	return {
		size: found.size,
		of: (item) => found.get(String(item["id"])) ?? found.get((textOf(objectAt(item, "profile")["login"]) ?? "").toLowerCase()),
	};
};

const parsed = (line: string): Foreign => {
	try {
		const value: unknown = JSON.parse(line);
		return isObject(value) ? value : {};
	} catch {
		return {};
	}
};
