import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from "node:crypto";

/**
 * Encryption at rest. AES-256-GCM under a key derived from the master key, with the row's identity as associated data,
 * so that a sealed value moved to another row or column does not open.
 */
export interface Seal {
	/** `identity` names table, column and row, such as `application_secrets.secret/ocs123`. */
	seal(plain: string, identity: string): string;
	/** Throws where the value was changed, moved, or sealed under another key. */
	open(sealed: string, identity: string): string;
	/** The same for the same text, and worth nothing to who has it: HMAC-SHA-256, base64url. */
	fingerprint(text: string): string;
}

const VERSION = "v1";

/** A Seal under `masterKey` (any string of at least 32 characters). `half` keeps the halves' keys apart. */
export const createSeal = (masterKey: string, half: "provider" | "platform"): Seal => {
	const key = Buffer.from(hkdfSync("sha256", masterKey, "signet", `seal/${half}/${VERSION}`, 32));
	const fingerprintKey = Buffer.from(hkdfSync("sha256", masterKey, "signet", `fingerprint/${half}/${VERSION}`, 32));
	return {
		fingerprint: (text) => createHmac("sha256", fingerprintKey).update(text).digest("base64url"),
		seal(plain, identity) {
			const iv = randomBytes(12);
			const cipher = createCipheriv("aes-256-gcm", key, iv).setAAD(Buffer.from(identity));
			const body = Buffer.concat([cipher.update(plain, "utf8"), cipher.final()]);
			return `${VERSION}.${Buffer.concat([iv, cipher.getAuthTag(), body]).toString("base64url")}`;
		},
		open(sealed, identity) {
			const [version, text] = sealed.split(".");
			if (version !== VERSION || text === undefined) throw new Error(`not a sealed value: ${identity}`);
			const bytes = Buffer.from(text, "base64url");
			// The length stands here because a shorter tag would do otherwise, and be easier to guess.
			const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, 12), { authTagLength: 16 })
				.setAAD(Buffer.from(identity))
				.setAuthTag(bytes.subarray(12, 28));
			return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString("utf8");
		},
	};
};
