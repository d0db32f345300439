import {
	generateRegistrationOptions,
	type PublicKeyCredentialCreationOptionsJSON,
	verifyRegistrationResponse,
} from "@simplewebauthn/server";
import { now, toFlag, toJson } from "#common/db/columns.ts";
import { uniquely } from "#common/db/violations.ts";
import { Fault, fieldFault } from "#common/faults/fault.ts";
import { newId } from "#common/seal/ids.ts";
import type { User } from "../users/users.ts";
import { challengeOf, described, keepChallenge, LIFETIME, partyOf, refused, spend, toPasskey, understood } from "./ceremony.ts";
import { checkMayEnrol } from "./enrolment-policy.ts";
import type { By, Factor, FactorNeeds } from "./factors.ts";
import { tellChange } from "./letters.ts";
import type { Attestation } from "./passkey-json.ts";
import { insertPasskey, type PasskeyRow, selectPasskeys } from "./passkeys.store.ts";

const MOST = 20;
const LONGEST_NAME = 100;
/** EdDSA, ES256, RS256 (RFC 9053, RFC 8812): what authenticators have. */
const ALGORITHMS = [-8, -7, -257];

/** Begins with another passkey. `organization` is what authenticators show beside it. @throws Fault `forbidden`, `conflict` where there are too many. */
export const beginPasskeyEnrolment = async (
	{ db, url }: FactorNeeds,
	{ id, profile }: User,
	organization: string,
): Promise<{ factorId: string; publicKey: PublicKeyCredentialCreationOptionsJSON }> => {
	await checkMayEnrol(db, id, "webauthn");
	const held = await selectPasskeys(db, id);
	checkRoom(held);
	const publicKey = await generateRegistrationOptions({
		rpName: organization,
		rpID: partyOf(url).rpID,
		userID: new Uint8Array(Buffer.from(id)),
		userName: profile.login,
		userDisplayName: `${profile.firstName} ${profile.lastName}`,
		timeout: LIFETIME * 1000,
		attestationType: "none",
		excludeCredentials: held.map(described),
		authenticatorSelection: { residentKey: "required", userVerification: "preferred" },
		supportedAlgorithmIDs: ALGORITHMS,
	});
	const factorId = newId("fwf");
	await keepChallenge(db, publicKey.challenge, { purpose: "enrol", user_id: id, factor_id: factorId });
	return { factorId, publicKey };
};

/**
 * Keeps the passkey that was made, and answers what the making has proven. `factorId` holds it to what `beginPasskeyEnrolment` answered.
 *
 * @throws Fault `passcode_refused`, `already_exists`, `conflict`, `invalid_request` (`name`).
 */
export const finishPasskeyEnrolment = async (
	{ db, url, mailer }: FactorNeeds,
	user: User,
	{ name, attestation, factorId }: { name?: string | undefined; attestation: Attestation; factorId?: string | undefined },
	by: By = "person",
): Promise<Factor & { readonly method: "passkey" | "security_key" }> => {
	const called = checkedName(name?.trim() || "Passkey");
	const { user_id, factor_id } = await spend(db, attestation, "enrol");
	if (factor_id === null || user_id !== user.id || (factorId ?? factor_id) !== factor_id) throw refused("somebody else's");
	const { credential, credentialDeviceType, credentialBackedUp, userVerified } = await madeKey(url, attestation);
	const moment = now();
	const row = {
		id: factor_id,
		user_id,
		name: called,
		credential_id: credential.id,
		public_key: Buffer.from(credential.publicKey).toString("base64url"),
		sign_count: credential.counter,
		transports: toJson<readonly string[]>(attestation.response.transports ?? []),
		multi_device: toFlag(credentialDeviceType === "multiDevice"),
		backed_up: toFlag(credentialBackedUp),
		created: moment,
		last_updated: moment,
		last_used: null,
	};
	const factor = toPasskey(row);
	// Web Authentication Level 3 section 7.1 step 26.
	await uniquely("credentialId", "This passkey is known already.", () =>
		db.transaction().execute(async (tx) => {
			checkRoom(await selectPasskeys(tx, user.id));
			await insertPasskey(tx, row);
			await tellChange(mailer, tx, user, "added", factor, by);
		}),
	);
	return { ...factor, method: userVerified ? "passkey" : "security_key" };
};

/** @throws Fault `invalid_request`. */
export const checkedName = (name: string): string => {
	const given = name.trim();
	if (given === "" || given.length > LONGEST_NAME)
		throw fieldFault("invalid_request", "name", `Use 1 to ${LONGEST_NAME} characters.`);
	return given;
};

/** What the authenticator has made, once it holds up. @throws Fault `passcode_refused`. */
const madeKey = async (url: string, attestation: Attestation) => {
	const { rpID, origin } = partyOf(url);
	const made = await understood(() =>
		verifyRegistrationResponse({
			response: {
				id: attestation.id,
				rawId: attestation.rawId,
				type: attestation.type,
				clientExtensionResults: {},
				response: { ...attestation.response, transports: [] },
			},
			expectedChallenge: challengeOf(attestation),
			expectedOrigin: origin,
			expectedRPID: rpID,
			requireUserVerification: false,
			supportedAlgorithmIDs: ALGORITHMS,
		}),
	);
	if (!made.verified) throw refused("not verified");
	if (made.registrationInfo.credential.id !== attestation.id) throw refused("another credential");
	return made.registrationInfo;
};

const checkRoom = (held: readonly PasskeyRow[]): void => {
	if (held.length >= MOST) throw new Fault("conflict", { description: `There are ${MOST} passkeys already.` });
};
