import {
	generateAuthenticationOptions,
	type PublicKeyCredentialRequestOptionsJSON,
	verifyAuthenticationResponse,
} from "@simplewebauthn/server";
import { fromFlag, toFlag } from "#common/db/columns.ts";
import { Fault } from "#common/faults/fault.ts";
import type { Db } from "../../database.ts";
import {
	challengeOf,
	described,
	handleOf,
	keepChallenge,
	LIFETIME,
	partyOf,
	refused,
	spend,
	toPasskey,
	understood,
} from "./ceremony.ts";
import type { Factor, FactorNeeds } from "./factors.ts";
import type { Assertion } from "./passkey-json.ts";
import { countUse, type PasskeyRow, selectByCredential, selectPasskeys } from "./passkeys.store.ts";

/**
 * Passkeys (Web Authentication Level 3): a key pair that an authenticator keeps for this host, of which the public half is kept here. Each
 * challenge is for one ceremony, and is gone before the answer to it is looked at.
 */

type PasskeyNeeds = Pick<FactorNeeds, "db" | "url">;

/** For a sign-in that begins with a passkey: whoever answers says who they are. */
export const beginPasskey = async ({ db, url }: PasskeyNeeds): Promise<{ publicKey: PublicKeyCredentialRequestOptionsJSON }> => {
	const { rpID } = partyOf(url);
	const publicKey = await generateAuthenticationOptions({ rpID, timeout: LIFETIME * 1000, userVerification: "required" });
	await keepChallenge(db, publicKey.challenge, { purpose: "first", user_id: null, factor_id: null });
	return { publicKey };
};

/** For a second step: any of the person's passkeys will do. */
export const challengePasskeys = async (
	{ db, url }: PasskeyNeeds,
	userId: string,
): Promise<{ publicKey: PublicKeyCredentialRequestOptionsJSON }> => {
	const publicKey = await generateAuthenticationOptions({
		rpID: partyOf(url).rpID,
		timeout: LIFETIME * 1000,
		userVerification: "preferred",
		allowCredentials: (await selectPasskeys(db, userId)).map(described),
	});
	await keepChallenge(db, publicKey.challenge, { purpose: "factor", user_id: userId, factor_id: null });
	return { publicKey };
};

/**
 * Who holds the passkey; whether they may come in is for the caller to ask. Each challenge works once.
 *
 * @throws Fault `passcode_refused`.
 */
export const finishPasskey = async (
	{ db, url }: PasskeyNeeds,
	assertion: Assertion,
): Promise<{ userId: string; factor: Factor; method: "passkey" }> => {
	await spend(db, assertion, "first");
	const passkey = await selectByCredential(db, assertion.id);
	// Web Authentication Level 3 section 7.2 step 6: where nobody was named before, the handle says whose passkey it is.
	if (!passkey || assertion.response.userHandle !== handleOf(passkey.user_id)) throw refused("no such passkey");
	await check(db, url, passkey, assertion, { verified: true });
	return { userId: passkey.user_id, factor: toPasskey(passkey), method: "passkey" };
};

/** The second step. @throws Fault `passcode_refused`. */
export const provePasskey = async (
	{ db, url }: PasskeyNeeds,
	userId: string,
	assertion: Assertion,
): Promise<{ factor: Factor; method: "passkey" | "security_key" }> => {
	const challenge = await spend(db, assertion, "factor");
	const passkey = await selectByCredential(db, assertion.id);
	if (challenge.user_id !== userId || passkey?.user_id !== userId) throw refused("somebody else's");
	const { userHandle } = assertion.response;
	if (userHandle && userHandle !== handleOf(userId)) throw refused("somebody else's handle");
	const verified = await check(db, url, passkey, assertion, { verified: false });
	return { factor: toPasskey(passkey), method: verified ? "passkey" : "security_key" };
};

/** Whether the authenticator has verified its user, which it must where `verified` says so. @throws Fault `passcode_refused`. */
const check = async (
	db: Db,
	url: string,
	passkey: PasskeyRow,
	assertion: Assertion,
	{ verified }: { readonly verified: boolean },
): Promise<boolean> => {
	const { rpID, origin } = partyOf(url);
	const { clientDataJSON, authenticatorData, signature } = assertion.response;
	const answer = await understood(() =>
		verifyAuthenticationResponse({
			response: {
				id: assertion.id,
				rawId: assertion.rawId,
				type: assertion.type,
				clientExtensionResults: {},
				response: { clientDataJSON, authenticatorData, signature },
			},
			expectedChallenge: challengeOf(assertion),
			expectedOrigin: origin,
			expectedRPID: rpID,
			requireUserVerification: verified,
			// The counter is compared below, once the signature holds, and with what another sign-in may have stored meanwhile.
			credential: {
				id: passkey.credential_id,
				publicKey: new Uint8Array(Buffer.from(passkey.public_key, "base64url")),
				counter: 0,
			},
		}),
	);
	if (!answer.verified) throw refused("signature");
	const { newCounter, userVerified, credentialDeviceType, credentialBackedUp } = answer.authenticationInfo;
	// Web Authentication Level 3 section 7.2 step 18.
	if ((credentialDeviceType === "multiDevice") !== fromFlag(passkey.multi_device)) throw refused("backup eligibility changed");
	if (!(await countUse(db, passkey.id, newCounter, toFlag(credentialBackedUp)))) throw counterWentBack(passkey, newCounter);
	return userVerified;
};

const counterWentBack = ({ sign_count }: PasskeyRow, counter: number): Fault =>
	new Fault("passcode_refused", {
		description: "This passkey was not accepted.",
		detail: `signature counter ${counter} after ${sign_count}`,
		advice: {
			rule: "passkey.counter",
			side: "person",
			sentence: "The passkey's counter went back: it may have been copied. Remove it and add another.",
			expected: `more than ${sign_count}`,
			received: String(counter),
		},
	});
