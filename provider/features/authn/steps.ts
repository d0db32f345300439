import { fromJson } from "#common/db/columns.ts";
import { Fault } from "#common/faults/fault.ts";
import type { Limit } from "#common/web/limits.ts";
import type { Db } from "../../database.ts";
import {
	type Challenge,
	challengeFactor,
	type Factor,
	getFactor,
	methodsOf,
	type Proof,
	verifyFactor,
} from "../factors/factors.ts";
import { changePassword, setPassword, type User } from "../users/users.ts";
import { deleteTransaction, type TransactionRow } from "./authn.store.ts";
import type { AuthnNeeds, Outcome, Waiting } from "./authn.ts";
import { move, proceed, progressOf, spentOf, transactionOf, waiting } from "./progress.ts";
import type { Origin } from "./standing.ts";

/** Whoever has a state token knew the old password: this is against those who have found one. */
const OLD_PASSWORDS: Limit = { name: "authn/old-password", points: 10, duration: 15 * 60 };

/** Asks for one of the person's factors. @throws Fault `token_refused`, `wrong_state`, and as `challengeFactor`. */
export const challenge = async (
	needs: AuthnNeeds,
	stateToken: string,
	factorId: string,
): Promise<Waiting & { readonly challenge: Challenge }> => {
	const { db } = needs;
	const { row, user } = await transactionOf(db, stateToken);
	await factorFor(db, row, factorId);
	const change = { state: "MFA_CHALLENGE", factor_id: factorId } as const;
	await move(db, row, ["MFA_REQUIRED", "MFA_CHALLENGE"], change);
	const asked = await challengeFactor(needs, user, factorId);
	return { ...(await waiting(db, { ...row, ...change }, user, stateToken)), challenge: asked };
};

/** @throws Fault as `challenge`, and as `verifyFactor`. */
export const proveFactor = async (
	needs: AuthnNeeds,
	stateToken: string,
	factorId: string,
	proof: Proof,
	origin: Origin,
): Promise<Outcome> => {
	const { row, user } = await transactionOf(needs.db, stateToken);
	const factor = await factorFor(needs.db, row, factorId);
	const progress = progressOf(row, user, stateToken, origin);
	if (methodsOf(factor).some((method) => spentOf(progress).includes(method))) throw new Fault("wrong_state");
	const { method } = await verifyFactor(needs, user.id, factor.id, proof);
	return proceed(needs, { ...progress, proven: [...new Set([...progress.proven, method])] });
};

/**
 * Another password instead of the one that has expired.
 *
 * @throws Fault `token_refused`, `wrong_state`, `too_many_attempts`, and as `changePassword`.
 */
export const replaceExpired = async (
	needs: AuthnNeeds,
	stateToken: string,
	{ oldPassword, newPassword }: { oldPassword: string; newPassword: string },
	origin: Origin,
): Promise<Outcome> =>
	replace(needs, stateToken, origin, async ({ db, limiter }, user) => {
		await limiter.consume(OLD_PASSWORDS, user.id);
		const changed = await changePassword(db, user, oldPassword, newPassword, tell(needs));
		await limiter.refund(OLD_PASSWORDS, user.id);
		return changed;
	});

/** As `replaceExpired`, by whoever has just proven the old password on the page before. @throws Fault `password_refused`. */
export const replaceProven = (needs: AuthnNeeds, stateToken: string, password: string, origin: Origin): Promise<Outcome> =>
	replace(needs, stateToken, origin, ({ db }, user) => setPassword(db, user.id, password, tell(needs)));

/** Their owner hears of it. */
const tell =
	({ mailer }: AuthnNeeds) =>
	(tx: Db, changed: User): Promise<void> =>
		mailer.send(tx, changed, { kind: "password-changed", byAdministrator: false });

const replace = async (
	needs: AuthnNeeds,
	stateToken: string,
	origin: Origin,
	change: (needs: AuthnNeeds, user: User) => Promise<User>,
): Promise<Outcome> => {
	const { row, user } = await transactionOf(needs.db, stateToken);
	if (row.state !== "PASSWORD_EXPIRED") throw new Fault("wrong_state");
	const progress = progressOf(row, user, stateToken, origin);
	// A session has proven nothing about the password lately.
	if (progress.session !== undefined) throw new Fault("wrong_state");
	const changed = await change(needs, user);
	// What was open before the password expired would come to life again.
	await needs.endAccess(user.id);
	return proceed(needs, { ...progress, user: changed });
};

/** Back to the choice of a factor. @throws Fault `token_refused`, `wrong_state`. */
export const previousStep = async (db: Db, stateToken: string): Promise<Waiting> => {
	const { row, user } = await transactionOf(db, stateToken);
	const enrolling = row.state === "MFA_ENROLL_ACTIVATE";
	const change = { state: enrolling ? "MFA_ENROLL" : "MFA_REQUIRED", factor_id: null } as const;
	await move(db, row, [enrolling ? "MFA_ENROLL_ACTIVATE" : "MFA_CHALLENGE"], change);
	return waiting(db, { ...row, ...change }, user, stateToken);
};

/** Gives the sign-in up. Answers its relay state. @throws Fault `token_refused`. */
export const cancelAuthn = async (db: Db, stateToken: string): Promise<string | undefined> => {
	const { row } = await transactionOf(db, stateToken);
	await deleteTransaction(db, row.digest);
	return row.relay_state ?? undefined;
};

/** A factor of the person, where it is the time for one. */
const factorFor = async (db: Db, row: TransactionRow, factorId: string): Promise<Factor> => {
	if (fromJson(row.question).methods.length === 0) throw new Fault("wrong_state");
	const factor = await getFactor(db, row.user_id, factorId);
	if (factor.status !== "ACTIVE") throw new Fault("wrong_state");
	return factor;
};
