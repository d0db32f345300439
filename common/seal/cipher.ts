import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";

/** AES-256-GCM with a random nonce: base64url of nonce, tag and text. `identity` is bound to it as associated data. */
export const encrypt = (key: Buffer, plain: Buffer, identity: string): string => {
	const iv = randomBytes(12);
	const cipher = createCipheriv("aes-256-gcm", key, iv).setAAD(Buffer.from(identity));
	const body = Buffer.concat([cipher.update(plain), cipher.final()]);
	return Buffer.concat([iv, cipher.getAuthTag(), body]).toString("base64url");
};

/** Throws where anything of it is another. */
export const decrypt = (key: Buffer, text: string, identity: string): Buffer => {
	const bytes = Buffer.from(text, "base64url");
	// The length stands here because a shorter tag would do otherwise, and be easier to guess.
	const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, 12), { authTagLength: 16 })
		.setAAD(Buffer.from(identity))
		.setAuthTag(bytes.subarray(12, 28));
	return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]);
};
