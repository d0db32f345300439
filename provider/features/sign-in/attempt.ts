import { fold } from "#common/db/search.ts";
import { asFault, Fault } from "#common/faults/fault.ts";
import type { Limit, Limiter } from "#common/web/limits.ts";
import { networkOf } from "#common/web/network.ts";
import type { Db } from "../../database.ts";
import { isLastSuperAdministrator, lockAdministrators } from "../administrators/administrators.ts";
import { deviceOf } from "../devices/devices.ts";
import { clearFailures, countFailure, lockoutFor } from "../policies/policies.ts";
import { findCandidate, findUserByLogin, lockOut, type User, unlock, verifyCandidate } from "../users/users.ts";

const QUARTER = 15 * 60;
const HOUR = 60 * 60;
const DAY = 24 * HOUR;

/**
 * Only failures count, so a person who knows the password is never slowed. A browser that has signed the person in before has a budget of
 * its own, which no stranger can use up.
 */
const KNOWN_DEVICE: Limit = { name: "sign-in/known-device", points: 10, duration: QUARTER };

/** Everybody else: from one network, at one account and at all; and from all networks together, at one account. */
const ACCOUNT_FROM_NETWORK: Limit = { name: "sign-in/account", points: 10, duration: QUARTER };
const NETWORK: Limit = { name: "sign-in/address", points: 100, duration: QUARTER };
const STRANGERS: Limit = { name: "sign-in/strangers", points: 50, duration: HOUR };
const STRANGERS_OF_A_DAY: Limit = { name: "sign-in/strangers-day", points: 200, duration: DAY };

/** Counted where no lock-out is, so that an account with one takes no more statements than one that is not there. */
const DECOY: Limit = { name: "sign-in/decoy", points: 1, duration: QUARTER };

export interface AttemptNeeds {
	readonly db: Db;
	/** Shared by all processes. */
	readonly limiter: Limiter;
}

export interface Attempt {
	readonly login: string;
	readonly password: string;
	readonly address: string;
	/** Value of the cookie that names the browser. */
	readonly deviceCookie?: string | undefined;
}

/**
 * The person whose login and password these are: ACTIVE, or PASSWORD_EXPIRED. What else they have to do is not decided here
 * (`features/authn`).
 *
 * @throws Fault `credentials_refused`, the same whether or not the account exists; `too_many_attempts`; `account_locked` where the
 * person's policy says that it is shown.
 */
export const signInWithPassword = async ({ db, limiter }: AttemptNeeds, attempt: Attempt): Promise<User> => {
	const { login, password, deviceCookie } = attempt;
	const candidate = await findCandidate(db, login);
	const meant = candidate?.user;
	// For an unknown login too, here and below, so that the time tells nothing.
	const { known } = await deviceOf(db, deviceCookie, meant?.id ?? "");
	const budgets = known ? ownBudget(meant?.id ?? "", deviceCookie) : strangersBudgets(attempt);
	await consumeAll(limiter, budgets);
	const lockout = await lockoutFor(db, meant?.id ?? "");
	const opens = meant?.status === "LOCKED_OUT" && isOver(meant, lockout.autoUnlockMinutes);
	if (opens) await orUnchanged(unlock(db, meant.id));
	const user = await verifyCandidate(db, opens ? await findCandidate(db, login) : candidate, password);
	if (user !== undefined) {
		if (lockout.maxAttempts > 0) await clearFailures(db, user.id);
		await refundAll(limiter, budgets);
		return user;
	}
	if (meant?.status === "LOCKED_OUT" && lockout.shown && !isOver(meant, lockout.autoUnlockMinutes))
		throw new Fault("account_locked");
	if (meant?.status === "ACTIVE") {
		if (await countFailure(db, meant.id, lockout)) await lock(db, meant.id);
	} else if (lockout.maxAttempts > 0) await limiter.count(DECOY, fold(login));
	throw new Fault("credentials_refused", { description: "The username or the password is not right." });
};

/** What an attempt counts against, and under which key. */
type Budgets = readonly (readonly [Limit, string])[];

const ownBudget = (userId: string, deviceCookie = ""): Budgets => [[KNOWN_DEVICE, `${userId} ${deviceCookie}`]];

const strangersBudgets = ({ login, address }: Attempt): Budgets => {
	const [account, network] = [fold(login), networkOf(address)];
	return [
		[ACCOUNT_FROM_NETWORK, `${account} ${network}`],
		[NETWORK, network],
		[STRANGERS, account],
		[STRANGERS_OF_A_DAY, account],
	];
};

/**
 * An attempt counts until it has succeeded: of many at once, no more are tried than one after the other. One that is refused counts
 * nowhere, so that a guesser who goes on uses up nothing of what others have, and writes nothing.
 */
const consumeAll = async (limiter: Limiter, budgets: Budgets): Promise<void> => {
	await Promise.all(budgets.map(([limit, key]) => limiter.check(limit, key)));
	const counted = await Promise.allSettled(budgets.map(([limit, key]) => limiter.consume(limit, key)));
	const refused = counted.find(({ status }) => status === "rejected");
	if (refused?.status !== "rejected") return;
	await refundAll(
		limiter,
		budgets.filter((_, at) => counted[at]?.status === "fulfilled"),
	);
	throw refused.reason;
};

const refundAll = async (limiter: Limiter, budgets: Budgets): Promise<void> => {
	await Promise.all(budgets.map(([limit, key]) => limiter.refund(limit, key)));
};

const isOver = ({ statusChanged }: User, minutes: number): boolean =>
	minutes > 0 && statusChanged !== null && Date.parse(statusChanged) + minutes * 60_000 <= Date.now();

/** One who can unlock others always stays. */
const lock = (db: Db, userId: string): Promise<void> =>
	db.transaction().execute(async (tx) => {
		await lockAdministrators(tx);
		if (!(await isLastSuperAdministrator(tx, userId))) await orUnchanged(lockOut(tx, userId));
		await clearFailures(tx, userId);
	});

/** Of two attempts at once the second finds it done. */
const orUnchanged = async (done: Promise<void>): Promise<void> => {
	try {
		await done;
	} catch (thrown) {
		if (!["status_refused", "unlock_refused", "conflict"].includes(asFault(thrown).code)) throw thrown;
	}
};

/**
 * What the System Log may hold of a login as it was typed: one that somebody has, and whose it is. People type passwords into the wrong
 * field, so anything else stays unsaid. There is a target in any case: to write one more takes longer.
 */
export const meantForLog = async (db: Db, login: string) => {
	const user = await findUserByLogin(db, login);
	const name = user?.profile.login ?? "not a known username";
	return { login: name, target: { type: "User", id: user?.id ?? "unknown", name } };
};
