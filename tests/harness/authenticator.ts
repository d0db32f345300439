import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";
import type {
	AuthenticationResponseJSON,
	PublicKeyCredentialCreationOptionsJSON,
	PublicKeyCredentialRequestOptionsJSON,
	RegistrationResponseJSON,
} from "@simplewebauthn/server";

/** How an answer differs from what an honest authenticator in an honest browser would give. */
export interface Deviation {
	readonly origin?: string;
	readonly rpId?: string;
	/** Instead of the next one. */
	readonly counter?: number;
	/** Whether the user was verified by PIN or biometrics, and not merely touched it. */
	readonly verified?: boolean;
	readonly userHandle?: string;
	/** Base64url. */
	readonly challenge?: string;
	readonly crossOrigin?: boolean;
	/** Which credential answers; the last one made otherwise. */
	readonly credentialId?: string;
}

export interface AuthenticatorOptions {
	/** Where the browser is. */
	readonly origin: string;
	/** Whether its keys are on several devices of the person, and have no counter then. */
	readonly synced?: boolean;
	readonly verified?: boolean;
}

/** An authenticator in software, with the browser around it: ES256, attestation `none` (Web Authentication Level 3 section 6). */
export interface Authenticator {
	/** `navigator.credentials.create`. */
	create(options: PublicKeyCredentialCreationOptionsJSON, deviation?: Deviation): RegistrationResponseJSON;
	/** `navigator.credentials.get`. */
	get(options: PublicKeyCredentialRequestOptionsJSON, deviation?: Deviation): AuthenticationResponseJSON;
}

interface Credential {
	readonly id: string;
	readonly key: KeyObject;
	readonly userHandle: string;
	counter: number;
}

const FLAG = { present: 0x01, verified: 0x04, eligible: 0x08, backedUp: 0x10, attested: 0x40 } as const;

const sha256 = (data: string | Buffer): Buffer => createHash("sha256").update(data).digest();

/** CBOR (RFC 8949 section 3) of a byte string that is shorter than 256. */
const bytes = (data: Buffer): Buffer => Buffer.concat([Buffer.from([0x58, data.length]), data]);
/** Of a text shorter than 24. */
const text = (value: string): Buffer => Buffer.concat([Buffer.from([0x60 + value.length]), Buffer.from(value)]);

/** COSE_Key (RFC 9053 section 7.1.1): EC2, ES256, P-256, x, y. */
const coseKey = (publicKey: KeyObject): Buffer => {
	const { x = "", y = "" } = publicKey.export({ format: "jwk" });
	return Buffer.concat([
		Buffer.from([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21]),
		bytes(Buffer.from(x, "base64url")),
		Buffer.from([0x22]),
		bytes(Buffer.from(y, "base64url")),
	]);
};

const uint = (value: number, size: 2 | 4): Buffer => {
	const buffer = Buffer.alloc(size);
	buffer.writeUIntBE(value, 0, size);
	return buffer;
};

export const createAuthenticator = ({ origin, synced = false, verified = true }: AuthenticatorOptions): Authenticator => {
	const credentials: Credential[] = [];

	const clientData = (type: "webauthn.create" | "webauthn.get", challenge: string, deviation: Deviation): Buffer =>
		Buffer.from(
			JSON.stringify({
				type,
				challenge: deviation.challenge ?? challenge,
				origin: deviation.origin ?? origin,
				crossOrigin: deviation.crossOrigin ?? false,
			}),
		);

	/** Web Authentication Level 3 section 6.1. */
	const authenticatorData = (rpId: string, counter: number, deviation: Deviation, attested = Buffer.alloc(0)): Buffer => {
		const flags =
			FLAG.present |
			((deviation.verified ?? verified) ? FLAG.verified : 0) |
			(synced ? FLAG.eligible | FLAG.backedUp : 0) |
			(attested.length > 0 ? FLAG.attested : 0);
		return Buffer.concat([sha256(deviation.rpId ?? rpId), Buffer.from([flags]), uint(counter, 4), attested]);
	};

	return {
		create(options, deviation = {}) {
			const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
			const id = randomBytes(32);
			const credential = { id: id.toString("base64url"), key: privateKey, userHandle: options.user.id, counter: 0 };
			credentials.push(credential);
			const attested = Buffer.concat([Buffer.alloc(16), uint(id.length, 2), id, coseKey(publicKey)]);
			const data = authenticatorData(options.rp.id ?? "", deviation.counter ?? 0, deviation, attested);
			const attestation = Buffer.concat([
				Buffer.from([0xa3]),
				text("fmt"),
				text("none"),
				text("attStmt"),
				Buffer.from([0xa0]),
				text("authData"),
				bytes(data),
			]);
			return {
				id: credential.id,
				rawId: credential.id,
				type: "public-key",
				clientExtensionResults: {},
				response: {
					clientDataJSON: clientData("webauthn.create", options.challenge, deviation).toString("base64url"),
					attestationObject: attestation.toString("base64url"),
					transports: synced ? ["internal", "hybrid"] : ["usb"],
				},
			};
		},
		get(options, deviation = {}) {
			const wanted = deviation.credentialId;
			const credential = credentials.findLast(({ id }) => wanted === undefined || id === wanted);
			if (!credential) throw new Error("this authenticator has no such passkey");
			credential.counter = deviation.counter ?? (synced ? 0 : credential.counter + 1);
			const data = authenticatorData(options.rpId ?? "", credential.counter, deviation);
			const client = clientData("webauthn.get", options.challenge, deviation);
			return {
				id: credential.id,
				rawId: credential.id,
				type: "public-key",
				clientExtensionResults: {},
				response: {
					clientDataJSON: client.toString("base64url"),
					authenticatorData: data.toString("base64url"),
					signature: sign("sha256", Buffer.concat([data, sha256(client)]), credential.key).toString("base64url"),
					userHandle: deviation.userHandle ?? credential.userHandle,
				},
			};
		},
	};
};
