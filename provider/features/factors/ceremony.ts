import { after, fromFlag, fromJson } from "#common/db/columns.ts";
import { Fault } from "#common/faults/fault.ts";
import { digest } from "#common/seal/ids.ts";
import type { Db } from "../../database.ts";
import type { Factor } from "./factors.ts";
import type { Assertion, Attestation } from "./passkey-json.ts";
import { type ChallengeRow, insertChallenge, type PasskeyRow, takeChallenge } from "./passkeys.store.ts";

/** What the making and the use of a passkey have in common (Web Authentication Level 3 section 7). */

/** Seconds that a person has for a ceremony. */
export const LIFETIME = 5 * 60;

/** To whom passkeys belong, and where they may be used. */
export const partyOf = (url: string) => ({ rpID: new URL(url).hostname, origin: new URL(url).origin });

export const described = ({ credential_id, transports }: PasskeyRow) => ({
	id: credential_id,
	transports: [...fromJson(transports)],
});

/** What authenticators know a person by. */
export const handleOf = (userId: string): string => Buffer.from(userId).toString("base64url");

export const toPasskey = (row: PasskeyRow): Factor => ({
	id: row.id,
	userId: row.user_id,
	type: "webauthn",
	provider: "FIDO",
	status: "ACTIVE",
	profile: { credentialId: row.credential_id, authenticatorName: row.name },
	created: row.created,
	lastUpdated: row.last_updated,
	lastUsed: row.last_used,
	passkey: {
		transports: fromJson(row.transports),
		multiDevice: fromFlag(row.multi_device),
		backedUp: fromFlag(row.backed_up),
	},
});

export const refused = (detail: string, cause?: unknown): Fault =>
	new Fault("passcode_refused", { description: "This passkey was not accepted.", detail, cause });

export const keepChallenge = (
	db: Db,
	challenge: string,
	row: Pick<ChallengeRow, "purpose" | "user_id" | "factor_id">,
): Promise<void> => insertChallenge(db, { ...row, digest: digest(challenge), expires: after(LIFETIME) });

/** Takes the challenge away before its answer is looked at, so that no answer is looked at twice. @throws Fault `passcode_refused`. */
export const spend = async (db: Db, answer: Assertion | Attestation, purpose: ChallengeRow["purpose"]): Promise<ChallengeRow> => {
	const challenge = await takeChallenge(db, digest(challengeOf(answer)), purpose);
	if (!challenge) throw refused("no such challenge");
	return challenge;
};

/** The challenge that was signed, if what was signed can be read. @throws Fault `passcode_refused`. */
export const challengeOf = ({ response: { clientDataJSON } }: Assertion | Attestation): string => {
	const said = clientDataOf(clientDataJSON);
	// No page of ours stands in somebody else's frame.
	if (typeof said?.challenge !== "string" || said.crossOrigin === true) throw refused("client data");
	return said.challenge;
};

const clientDataOf = (encoded: string): { readonly challenge?: unknown; readonly crossOrigin?: unknown } | null => {
	try {
		return JSON.parse(Buffer.from(encoded, "base64url").toString("utf8"));
	} catch (cause) {
		throw refused("client data are no JSON", cause);
	}
};

/** What cannot be read is refused, and no failure of ours. @throws Fault `passcode_refused`. */
export const understood = async <T>(verify: () => Promise<T>): Promise<T> => {
	try {
		return await verify();
	} catch (cause) {
		throw refused(cause instanceof Error ? cause.message : "not understood", cause);
	}
};
