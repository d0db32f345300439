import { createHash, type KeyObject, randomBytes, sign } from "node:crypto";

/** Distinguished Encoding Rules (X.690), as much as a certificate takes. */
const element = (tag: number, ...contents: readonly Uint8Array[]): Buffer => {
	const body = Buffer.concat(contents);
	const bytes =
		body.length < 128 ? [] : [...Buffer.from(body.length.toString(16).padStart(body.length > 255 ? 4 : 2, "0"), "hex")];
	const length = body.length < 128 ? [body.length] : [0x80 | bytes.length, ...bytes];
	return Buffer.concat([Buffer.from([tag, ...length]), body]);
};

const sequence = (...contents: readonly Uint8Array[]): Buffer => element(0x30, ...contents);
const text = (value: string): Buffer => element(0x0c, Buffer.from(value));
const time = (moment: Date): Buffer => element(0x18, Buffer.from(`${moment.toISOString().replace(/[-:T]|\..*/g, "")}Z`));

/** 1.2.840.113549.1.1.11, with its empty parameters: sha256WithRSAEncryption (RFC 4055 section 5). */
const SHA256_WITH_RSA = sequence(element(0x06, Buffer.from("2a864886f70d01010b", "hex")), element(0x05));
/** 2.5.4.3. */
const COMMON_NAME = element(0x06, Buffer.from("550403", "hex"));
const VERSION_3 = element(0xa0, element(0x02, Buffer.from([2])));

export interface CertificateContent {
	/** Subject and issuer. */
	readonly commonName: string;
	readonly publicKey: KeyObject;
	readonly privateKey: KeyObject;
	readonly from: Date;
	readonly until: Date;
}

/** A self-signed certificate of an RSA key, DER (RFC 5280 section 4.1). */
export const selfSigned = ({ commonName, publicKey, privateKey, from, until }: CertificateContent): Buffer => {
	// Positive and not empty (RFC 5280 section 4.1.2.2).
	const serial = Buffer.concat([Buffer.from([0x4a]), randomBytes(15)]);
	const name = sequence(element(0x31, sequence(COMMON_NAME, text(commonName))));
	const content = sequence(
		VERSION_3,
		element(0x02, serial),
		SHA256_WITH_RSA,
		name,
		sequence(time(from), time(until)),
		name,
		publicKey.export({ type: "spki", format: "der" }),
	);
	const signature = sign("sha256", content, privateKey);
	return sequence(content, SHA256_WITH_RSA, element(0x03, Buffer.from([0]), signature));
};

/** What a certificate is known by (RFC 7517 section 4.9). */
export const thumbprintOf = (certificate: Uint8Array): string => createHash("sha256").update(certificate).digest("base64url");
