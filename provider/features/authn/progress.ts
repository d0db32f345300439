/** How a sign-in moves on from one step to the next, and where it is kept meanwhile. */
import { after, fromJson, now, toJson } from "#common/db/columns.ts";
import { Fault } from "#common/faults/fault.ts";
import { digest, newSecret } from "#common/seal/ids.ts";
import type { Db } from "../../database.ts";
import { acrOf, amrOf, type Method } from "../assurance/assurance.ts";
import { activeFactors, type Factor, listFactors, methodsOf } from "../factors/factors.ts";
import { passwordRulesFor } from "../policies/policies.ts";
import { findSession } from "../sessions/sessions.ts";
import { expirePassword, findUser, recordLogin, type User } from "../users/users.ts";
import {
	deleteTransaction,
	insertTransaction,
	selectTransaction,
	type TransactionRow,
	updateTransaction,
} from "./authn.store.ts";
import type { Question } from "./authn.table.ts";
import {
	type AuthnNeeds,
	type AuthnState,
	authnStates,
	type Denied,
	type Outcome,
	type Progress,
	type Waiting,
} from "./authn.ts";
import { nextOf } from "./demands.ts";
import { type Origin, standingOf } from "./standing.ts";

/** Seconds that a person has for a step. */
const LIFETIME = 5 * 60;
/** Milliseconds that they have for all of them. */
const LONGEST = 30 * 60 * 1000;
const DAY = 24 * 60 * 60 * 1000;

/** What happens next. */
export const proceed = async (needs: AuthnNeeds, progress: Progress): Promise<Outcome> => {
	const { db } = needs;
	const { proven, origin, relayState, session, token, enrolled } = progress;
	const user = session === undefined ? await afterItsAge(db, progress.user) : progress.user;
	await checkSession(db, user, session);
	const { signOn, device, standing } = await standingOf(needs, user.id, origin, proven, progress.asked);
	const { decidedBy } = signOn;
	const deny = async (code: Denied["code"]): Promise<Denied> => {
		if (token !== undefined) await deleteTransaction(db, digest(token));
		return { status: "DENIED", code, user, decidedBy };
	};
	if (signOn.access === "DENY") return deny("sign_in_denied");
	const next = nextOf({ ...standing, spent: spentOf(progress) });
	const wait = (state: AuthnState, question: Partial<Question>) => keep(db, { ...progress, user }, state, question);
	if (next.ask === "impossible") return deny("factor_missing");
	if (next.ask === "proof") return wait("MFA_REQUIRED", { methods: next.methods });
	if (next.ask === "enrolment") return wait("MFA_ENROLL", { kinds: next.kinds });
	if (user.status === "PASSWORD_EXPIRED") return wait("PASSWORD_EXPIRED", {});
	if (user.status !== "ACTIVE") throw new Fault("token_refused");
	// Of two that are complete at the same moment, one has the token.
	if (token !== undefined && !(await deleteTransaction(db, digest(token)))) throw new Fault("token_refused");
	if (session === undefined) await recordLogin(db, user.id);
	return {
		status: "SUCCESS",
		user,
		proven,
		authentication: { amr: amrOf(proven), acr: acrOf(proven) },
		relayState,
		decidedBy,
		bypassed: next.bypassed,
		enrolled,
		newDevice: user.lastLogin !== null && !device.known,
		raises: session,
	};
};

/** Whoever reads the mailbox has the password by it: a code that goes there proves nothing more. */
export const spentOf = ({ byMail }: Pick<Progress, "byMail">): readonly Method[] => (byMail ? ["email"] : []);

/** What a session proved counts only while it lasts: whoever signs out takes it back. */
const checkSession = async (db: Db, user: User, session: string | undefined): Promise<void> => {
	if (session !== undefined && (await findSession(db, session))?.accountId !== user.id) throw new Fault("token_refused");
};

const keep = async (db: Db, progress: Progress, state: AuthnState, question: Partial<Question>): Promise<Waiting> => {
	const { user, proven, origin, asked, relayState, session, token } = progress;
	const stateToken = token ?? `00${newSecret()}`;
	const change = {
		state,
		factor_id: null,
		expires: after(LIFETIME),
		proven: toJson(proven),
		question: toJson<Question>({
			asked,
			methods: [],
			kinds: [],
			enrolled: progress.enrolled,
			byMail: progress.byMail,
			...question,
		}),
	};
	const row: TransactionRow = {
		digest: digest(stateToken),
		user_id: user.id,
		relay_state: relayState ?? null,
		application_id: origin.applicationId ?? null,
		session_uid: session ?? null,
		began: now(),
		...change,
	};
	if (token === undefined) await insertTransaction(db, row);
	else await move(db, row, authnStates, change);
	return waiting(db, row, user, stateToken);
};

/** A row as the person sees it. */
export const waiting = async (db: Db, row: TransactionRow, user: User, stateToken: string): Promise<Waiting> => {
	const { methods, kinds } = fromJson(row.question);
	const { state, factor_id, expires, relay_state } = row;
	const factors = ["MFA_REQUIRED", "MFA_CHALLENGE"].includes(state) ? await activeFactors(db, user.id) : [];
	const shown = factors.filter((factor) => methodsOf(factor).some((method) => methods.includes(method)));
	const setUp = state === "MFA_ENROLL_ACTIVATE" && factor_id !== null ? await begunFactor(db, user.id, factor_id) : undefined;
	return {
		status: state,
		stateToken,
		expiresAt: expires,
		relayState: relay_state ?? undefined,
		user,
		factors: shown,
		factor: setUp ?? factors.find(({ id }) => id === factor_id),
		kinds,
	};
};

/** A factor that is being set up. A passkey is none yet. */
const begunFactor = async (db: Db, userId: string, id: string): Promise<Factor> => {
	const moment = now();
	const passkey = {
		id,
		userId,
		type: "webauthn",
		provider: "FIDO",
		profile: {},
		created: moment,
		lastUpdated: moment,
		lastUsed: null,
	} as const;
	return (await listFactors(db, userId)).find((factor) => factor.id === id) ?? { ...passkey, status: "PENDING_ACTIVATION" };
};

/** @throws Fault `token_refused`. */
export const transactionOf = async (db: Db, stateToken: string): Promise<{ row: TransactionRow; user: User }> => {
	const row = await selectTransaction(db, digest(stateToken));
	const user = row && (await findUser(db, row.user_id));
	if (!row || !user || !["ACTIVE", "PASSWORD_EXPIRED"].includes(user.status)) throw new Fault("token_refused");
	const began = Date.parse(row.began);
	// It began with a password that is not theirs any more.
	if (user.passwordChanged !== null && Date.parse(user.passwordChanged) > began) throw new Fault("token_refused");
	if (began + LONGEST < Date.now()) throw new Fault("token_refused");
	return { row, user };
};

/** A transaction as what it has come to. */
export const progressOf = (row: TransactionRow, user: User, stateToken: string, origin: Origin): Progress => {
	const { asked, enrolled, byMail = false } = fromJson(row.question);
	return {
		user,
		proven: fromJson(row.proven),
		origin: { ...origin, applicationId: row.application_id ?? undefined },
		asked,
		relayState: row.relay_state ?? undefined,
		session: row.session_uid ?? undefined,
		token: stateToken,
		enrolled,
		byMail,
	};
};

/** @throws Fault `wrong_state` where it is in none of the states `from`. */
export const move = async (
	db: Db,
	row: TransactionRow,
	from: readonly AuthnState[],
	change: Parameters<typeof updateTransaction>[3],
): Promise<void> => {
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
