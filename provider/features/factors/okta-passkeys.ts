import { decodeAttestationObject, parseAuthenticatorData } from "@simplewebauthn/server/helpers";
import { Fault } from "#common/faults/fault.ts";
import type { Assertion, Attestation } from "./passkey-json.ts";

/** Okta's clients send what an authenticator answered without the credential's id, and some in base64 with padding. */

const base64url = (text: string): string => Buffer.from(text, "base64").toString("base64url");

/** @throws Fault `passcode_refused` for what is no attestation. */
export const attestationFrom = ({ attestation, clientData }: { attestation: string; clientData: string }): Attestation => {
	const id = credentialIn(Buffer.from(attestation, "base64"));
	const response = { attestationObject: base64url(attestation), clientDataJSON: base64url(clientData) };
	return { id, rawId: id, type: "public-key", response };
};

/** What the passkey with this `id` signed. */
export const assertionFrom = (
	id: string,
	{ clientData, authenticatorData, signatureData }: { clientData: string; authenticatorData: string; signatureData: string },
): Assertion => ({
	id,
	rawId: id,
	type: "public-key",
	response: {
		clientDataJSON: base64url(clientData),
		authenticatorData: base64url(authenticatorData),
		signature: base64url(signatureData),
	},
});

const credentialIn = (attestation: Uint8Array): string => {
	try {
		const { credentialID } = parseAuthenticatorData(decodeAttestationObject(new Uint8Array(attestation)).get("authData"));
		if (credentialID) return Buffer.from(credentialID).toString("base64url");
	} catch (cause) {
		throw new Fault("passcode_refused", { description: "This passkey was not accepted.", cause });
	}
	throw new Fault("passcode_refused", { description: "This passkey was not accepted." });
};
