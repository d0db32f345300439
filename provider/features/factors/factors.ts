/**
 * Factors: what a person proves themselves with besides the password, or instead of it. Passkeys; codes of an authenticator app, whose secret
 * is sealed and of which none is taken twice; mailed codes; recovery codes; and a question, whose answer is kept as passwords are.
 */
import type { PublicKeyCredentialRequestOptionsJSON } from "@simplewebauthn/server";
import { fromJson } from "#common/db/columns.ts";
import { Fault } from "#common/faults/fault.ts";
import type { Seal } from "#common/seal/seal.ts";
import type { Db } from "../../database.ts";
import type { Method } from "../assurance/assurance.ts";
import type { Post } from "../mail/mail.ts";
import { findUser, getUser, type User } from "../users/users.ts";
import { toPasskey } from "./ceremony.ts";
import { countRecoveryCodes } from "./codes.store.ts";
import { isSameAddress, sendCode } from "./email-codes.ts";
import { type FactorRow, selectFactor, selectFactors } from "./factors.store.ts";
import type { Assertion } from "./passkey-json.ts";
import { selectPasskey, selectPasskeys } from "./passkeys.store.ts";
import { challengePasskeys, provePasskey } from "./passkeys.ts";
import { prove } from "./proofs.ts";

export { canPassConsole, guardConsole, hasSecondFactor, keepConsoleOpen, someoneCanPassConsole } from "./console-access.ts";
export { activateFactor, enrolEmail, enrolQuestion, enrolTotp } from "./enrolment.ts";
export { offeredKinds } from "./enrolment-policy.ts";
export { checkFresh, type SessionProof } from "./freshness.ts";
export { factorKinds, kindOf, typeOf } from "./kinds.ts";
export { beginPasskeyEnrolment, finishPasskeyEnrolment } from "./passkey-enrolment.ts";
export { type Assertion, AssertionSchema, type Attestation, AttestationSchema } from "./passkey-json.ts";
export { beginPasskey, finishPasskey } from "./passkeys.ts";
export { questions } from "./questions.ts";
export { isRecoveryCodes, makeRecoveryCodes } from "./recovery-codes.ts";
export { dropFactors, removeExpiredChallenges, removeFactor, renamePasskey, resetFactors } from "./removal.ts";
export { otpauthUri, STEP } from "./totp.ts";

export type FactorType = "token:software:totp" | "question" | "email" | "webauthn" | "signet:recovery_codes";
export type FactorProvider = "OKTA" | "GOOGLE" | "FIDO" | "SIGNET";

/** What factors need of the rest of the provider. */
export interface FactorNeeds {
	readonly db: Db;
	readonly seal: Seal;
	/** Public address without a trailing slash: passkeys belong to its host name. */
	readonly url: string;
	/** Writes letters, and knows whether any server takes them. */
	readonly mailer: Pick<Post, "send" | "delivers">;
}

/** Who sets a factor up or takes one away; the person is written to in any case. */
export type By = "person" | "administrator";

export interface Factor {
	readonly id: string;
	readonly userId: string;
	readonly type: FactorType;
	readonly provider: FactorProvider;
	readonly status: "PENDING_ACTIVATION" | "ACTIVE";
	/** `remaining` of recovery codes; `credentialId` and `authenticatorName`, the name that its owner gave it, of a passkey. */
	readonly profile: Readonly<Record<string, string>>;
	readonly created: string;
	readonly lastUpdated: string;
	readonly lastUsed: string | null;
	/** Of a passkey: how it can be reached, and whether it can be, and is, on several devices. */
	readonly passkey?: { readonly transports: readonly string[]; readonly multiDevice: boolean; readonly backedUp: boolean };
}

/** What a person gives: a code, the answer to their question, or what their authenticator signed. */
export interface Proof {
	readonly passCode?: string | undefined;
	readonly answer?: string | undefined;
	readonly assertion?: Assertion | undefined;
}

/** What a person is shown before they answer. */
export interface Challenge {
	/** For `navigator.credentials.get`. */
	readonly publicKey?: PublicKeyCredentialRequestOptionsJSON;
}

/** What a factor was proven to be. */
export interface Proven {
	readonly factor: Factor;
	readonly method: Method;
}

const METHODS: Readonly<Record<Exclude<FactorType, "webauthn">, Method>> = {
	"token:software:totp": "totp",
	question: "question",
	email: "email",
	"signet:recovery_codes": "recovery_code",
};

/** What it can prove. Whether an authenticator verifies its user shows when it is used. */
export const methodsOf = ({ type }: Pick<Factor, "type">): readonly Method[] =>
	type === "webauthn" ? ["passkey", "security_key"] : [METHODS[type]];

/** The oldest of each kind first, passkeys last. */
export const listFactors = async (db: Db, userId: string): Promise<readonly Factor[]> => {
	const rows = await selectFactors(db, userId);
	const shown = await Promise.all(rows.map((row) => toFactor(db, row)));
	return [...shown, ...(await selectPasskeys(db, userId)).map(toPasskey)];
};

/** Those that can be asked for at a sign-in. */
export const activeFactors = async (db: Db, userId: string): Promise<readonly Factor[]> =>
	(await listFactors(db, userId)).filter(({ status, profile }) => status === "ACTIVE" && profile["remaining"] !== "0");

/** @throws Fault `not_found`. */
export const getFactor = async (db: Db, userId: string, id: string): Promise<Factor> => {
	const passkey = await selectPasskey(db, userId, id);
	return passkey ? toPasskey(passkey) : toFactor(db, await existingRow(db, userId, id));
};

/**
 * Comes before the proof: mails a code, or answers what the authenticator has to sign. Any passkey of the person will do, whichever is named.
 *
 * @throws Fault `not_found`, `too_many_attempts`.
 */
export const challengeFactor = async (needs: FactorNeeds, user: User, id: string): Promise<Challenge> => {
	const { type } = await getFactor(needs.db, user.id, id);
	if (type === "webauthn") return challengePasskeys(needs, user.id);
	if (type === "email") await needs.db.transaction().execute((tx) => sendCode(tx, needs, user));
	return {};
};

/**
 * Of a passkey, the one that answered is the factor that was proven.
 *
 * @throws Fault `not_found`, `wrong_state`, `passcode_refused`, `too_many_attempts`.
 */
export const verifyFactor = async (needs: FactorNeeds, userId: string, id: string, proof: Proof): Promise<Proven> => {
	const factor = await getFactor(needs.db, userId, id);
	if (factor.status !== "ACTIVE") throw new Fault("wrong_state", { description: "This factor is not active yet." });
	const { type } = factor;
	if (type === "webauthn") {
		if (!proof.assertion) throw new Fault("passcode_refused", { description: "This passkey was not accepted." });
		return provePasskey(needs, userId, proof.assertion);
	}
	await prove(needs, await getUser(needs.db, userId), await existingRow(needs.db, userId, id), proof);
	return { factor, method: METHODS[type] };
};

/** How many recovery codes are left. */
export const recoveryCodesLeft = (db: Db, userId: string): Promise<number> => countRecoveryCodes(db, userId);

/** @throws Fault `not_found`. */
export const existingRow = async (db: Db, userId: string, id: string): Promise<FactorRow> => {
	const row = await selectFactor(db, userId, id);
	if (!row) throw noSuchFactor(id);
	return row;
};

export const noSuchFactor = (id: string): Fault =>
	new Fault("not_found", { description: `Not found: Resource not found: ${id} (UserFactor)` });

export const toFactor = async (db: Db, row: FactorRow): Promise<Factor> => {
	const profile = fromJson(row.profile);
	const shown = {
		id: row.id,
		userId: row.user_id,
		type: row.type,
		provider: row.provider,
		status: row.status,
		profile,
		created: row.created,
		lastUpdated: row.last_updated,
		lastUsed: row.last_used,
	};
	if (row.type === "signet:recovery_codes")
		return { ...shown, profile: { remaining: String(await countRecoveryCodes(db, row.user_id)) } };
	if (row.type !== "email" || row.status !== "ACTIVE") return shown;
	// Another address has to be proven by itself.
	const user = await findUser(db, row.user_id);
	return isSameAddress(profile["email"], user?.profile.email ?? "") ? shown : { ...shown, status: "PENDING_ACTIVATION" };
};
