/**
 * What comes between a right password and a session: the sign-on policy, a second factor where it asks for one, another password where the
 * present one has expired. The sign-in page and `/api/v1/authn` both go this way, so that neither is the weaker door.
 */
import { after, now } from "#common/db/columns.ts";
import { Fault } from "#common/faults/fault.ts";
import { digest, newSecret } from "#common/seal/ids.ts";
import type { Seal } from "#common/seal/seal.ts";
import type { Limit, Limiter } from "#common/web/limits.ts";
import type { Db } from "../../database.ts";
import { activeFactors, type Factor, getFactor, type Proof, verifyFactor } from "../factors/factors.ts";
import { evaluateSignOn, passwordRulesFor } from "../policies/policies.ts";
import type { Authentication } from "../sessions/sessions.ts";
import { changePassword, expirePassword, findUser, recordLogin, type User } from "../users/users.ts";
import {
	deleteTransaction,
	deleteTransactionsBefore,
	insertTransaction,
	selectTransaction,
	type TransactionRow,
	updateTransaction,
} from "./authn.store.ts";

export type AuthnState = "PASSWORD_EXPIRED" | "MFA_REQUIRED" | "MFA_CHALLENGE";

export interface AuthnNeeds {
	readonly db: Db;
	readonly seal: Seal;
	readonly limiter: Limiter;
	/** Ends all that a person is signed in to. */
	endAccess(userId: string): Promise<void>;
}

/** A sign-in that waits for the person's next step. */
export interface Waiting {
	readonly status: AuthnState;
	/** Names this sign-in; stored nowhere. */
	readonly stateToken: string;
	readonly expiresAt: string;
	readonly relayState: string | undefined;
	readonly user: User;
	/** What the person can prove themselves with. */
	readonly factors: readonly Factor[];
	/** The one that is being asked for. */
	readonly factor: Factor | undefined;
}

/** A sign-in that is complete. */
export interface Complete {
	readonly status: "SUCCESS";
	readonly user: User;
	readonly authentication: Authentication;
	readonly relayState: string | undefined;
}

export type Outcome = Waiting | Complete;

/** Seconds that a person has for a step. */
const LIFETIME = 5 * 60;
const DAY = 24 * 60 * 60 * 1000;

/** Whoever has a state token knew the old password: this is against those who have found one. */
const OLD_PASSWORDS: Limit = { name: "authn/old-password", points: 10, duration: 15 * 60 };

/** Goes on from a right password. @throws Fault `forbidden` where the sign-on policy lets them in nowhere. */
export const beginAuthn = (db: Db, user: User, relayState?: string): Promise<Outcome> =>
	proceed(db, { user, passed: undefined, relayState, token: undefined });

/** The sign-in behind a state token. @throws Fault `token_refused`. */
export const readAuthn = async (db: Db, stateToken: string): Promise<Waiting> => {
	const { row, user } = await transactionOf(db, stateToken);
	return waiting(db, row, user, stateToken);
};

/** Asks for one of the person's factors. @throws Fault `token_refused`, `wrong_state`, `not_found`. */
export const challengeFactor = async (db: Db, stateToken: string, factorId: string): Promise<Waiting> => {
	const { row, user } = await transactionOf(db, stateToken);
	await factorFor(db, row, factorId);
	await move(db, row, ["MFA_REQUIRED", "MFA_CHALLENGE"], { state: "MFA_CHALLENGE", factor_id: factorId });
	return waiting(db, { ...row, state: "MFA_CHALLENGE", factor_id: factorId }, user, stateToken);
};

/** @throws Fault as `challengeFactor`, and as `verifyFactor`. */
export const proveFactor = async (
	{ db, seal }: AuthnNeeds,
	stateToken: string,
	factorId: string,
	proof: Proof,
): Promise<Outcome> => {
	const { row, user } = await transactionOf(db, stateToken);
	const factor = await factorFor(db, row, factorId);
	await verifyFactor(db, seal, user.id, factor.id, proof);
	return proceed(db, { user, passed: factor, relayState: row.relay_state ?? undefined, token: stateToken });
};

/**
 * Another password instead of the one that has expired.
 *
 * @throws Fault `token_refused`, `wrong_state`, `too_many_attempts`, and as `changePassword`.
 */
export const replaceExpired = async (
	{ db, limiter, endAccess }: AuthnNeeds,
	stateToken: string,
	{ oldPassword, newPassword }: { oldPassword: string; newPassword: string },
): Promise<Outcome> => {
	const { row, user } = await transactionOf(db, stateToken);
	if (row.state !== "PASSWORD_EXPIRED") throw new Fault("wrong_state");
	await limiter.consume(OLD_PASSWORDS, user.id);
	const changed = await changePassword(db, user, oldPassword, newPassword);
	await limiter.refund(OLD_PASSWORDS, user.id);
	// What was open before the password expired would come to life again.
	await endAccess(user.id);
	const passed = row.factor_id === null ? undefined : await getFactor(db, user.id, row.factor_id);
	return proceed(db, { user: changed, passed, relayState: row.relay_state ?? undefined, token: stateToken });
};

/** Back to the choice of a factor. @throws Fault `token_refused`, `wrong_state`. */
export const previousStep = async (db: Db, stateToken: string): Promise<Waiting> => {
	const { row, user } = await transactionOf(db, stateToken);
	await move(db, row, ["MFA_CHALLENGE"], { state: "MFA_REQUIRED", factor_id: null });
	return waiting(db, { ...row, state: "MFA_REQUIRED", factor_id: null }, user, stateToken);
};

/** Gives the sign-in up. Answers its relay state. @throws Fault `token_refused`. */
export const cancelAuthn = async (db: Db, stateToken: string): Promise<string | undefined> => {
	const { row } = await transactionOf(db, stateToken);
	await deleteTransaction(db, row.digest);
	return row.relay_state ?? undefined;
};

/** Removes what has expired. */
export const removeExpiredAuthn = (db: Db): Promise<void> => deleteTransactionsBefore(db, now());

interface Progress {
	readonly user: User;
	/** The factor that was proven. */
	readonly passed: Factor | undefined;
	readonly relayState: string | undefined;
	/** The state token, if there is one by now. */
	readonly token: string | undefined;
}

const proceed = async (db: Db, progress: Progress): Promise<Outcome> => {
	const { passed, relayState, token } = progress;
	const user = await afterItsAge(db, progress.user);
	const { access, requireFactor } = await evaluateSignOn(db, user.id);
	if (access === "DENY") throw new Fault("forbidden", { description: "The organisation's policy does not let you sign in." });
	if (requireFactor && !passed) {
		if ((await activeFactors(db, user.id)).length === 0)
			throw new Fault("forbidden", {
				description: "The organisation asks for a second factor, and you have set up none. Please turn to your administrator.",
			});
		return wait(db, { ...progress, user }, "MFA_REQUIRED");
	}
	if (user.status === "PASSWORD_EXPIRED") return wait(db, { ...progress, user }, "PASSWORD_EXPIRED");
	if (user.status !== "ACTIVE") throw new Fault("token_refused");
	// Of two that are complete at the same moment, one has the token.
	if (token !== undefined && !(await deleteTransaction(db, digest(token)))) throw new Fault("token_refused");
	await recordLogin(db, user.id);
	return { status: "SUCCESS", user, authentication: authenticationBy(passed), relayState };
};

const wait = async (db: Db, { user, passed, relayState, token }: Progress, state: AuthnState): Promise<Waiting> => {
	const stateToken = token ?? `00${newSecret()}`;
	const [factor_id, expires] = [passed?.id ?? null, after(LIFETIME)];
	const row = { digest: digest(stateToken), user_id: user.id, state, factor_id, relay_state: relayState ?? null, expires };
	if (token === undefined) await insertTransaction(db, row);
	else await move(db, row, ["MFA_REQUIRED", "MFA_CHALLENGE", "PASSWORD_EXPIRED"], { state, factor_id, expires });
	return waiting(db, row, user, stateToken);
};

const waiting = async (db: Db, row: TransactionRow, user: User, stateToken: string): Promise<Waiting> => {
	const factors = row.state === "PASSWORD_EXPIRED" ? [] : await activeFactors(db, user.id);
	return {
		status: row.state,
		stateToken,
		expiresAt: row.expires,
		relayState: row.relay_state ?? undefined,
		user,
		factors,
		factor: factors.find(({ id }) => id === row.factor_id),
	};
};

const transactionOf = async (db: Db, stateToken: string): Promise<{ row: TransactionRow; user: User }> => {
	const row = await selectTransaction(db, digest(stateToken));
	const user = row && (await findUser(db, row.user_id));
	if (!row || !user || !["ACTIVE", "PASSWORD_EXPIRED"].includes(user.status)) throw new Fault("token_refused");
	// It began with a password that is not theirs any more.
	const began = Date.parse(row.expires) - LIFETIME * 1000;
	if (user.passwordChanged !== null && Date.parse(user.passwordChanged) > began) throw new Fault("token_refused");
	return { row, user };
};

/** A factor of the person, where it is the time for one. */
const factorFor = async (db: Db, row: TransactionRow, factorId: string): Promise<Factor> => {
	if (row.state === "PASSWORD_EXPIRED") throw new Fault("wrong_state");
	const factor = await getFactor(db, row.user_id, factorId);
	if (factor.status !== "ACTIVE") throw new Fault("wrong_state");
	return factor;
};

const move = async (
	db: Db,
	row: TransactionRow,
	from: readonly AuthnState[],
	change: Parameters<typeof updateTransaction>[3],
) => {
	if (!(await updateTransaction(db, row.digest, from, change))) throw new Fault("wrong_state");
};

/** The person, whose password expires now if it is older than their policy allows. */
const afterItsAge = async (db: Db, user: User): Promise<User> => {
	if (user.status !== "ACTIVE" || user.passwordChanged === null) return user;
	const { maxAgeDays } = await passwordRulesFor(db, { userId: user.id });
	if (maxAgeDays === 0 || Date.parse(user.passwordChanged) + maxAgeDays * DAY > Date.now()) return user;
	await expirePassword(db, user.id);
	return (await findUser(db, user.id)) ?? user;
};

/** RFC 8176. */
const METHODS: Readonly<Record<Factor["type"], string>> = { "token:software:totp": "otp", question: "kba" };

const authenticationBy = (factor: Factor | undefined): Authentication =>
	factor === undefined
		? { amr: ["pwd"], acr: "urn:okta:loa:1fa:pwd" }
		: { amr: ["pwd", METHODS[factor.type], "mfa"], acr: "urn:okta:loa:2fa:any" };
