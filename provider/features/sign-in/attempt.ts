import { fold } from "#common/db/search.ts";
import { asFault, Fault } from "#common/faults/fault.ts";
import type { Limit, Limiter } from "#common/web/limits.ts";
import { networkOf } from "#common/web/network.ts";
import type { Db } from "../../database.ts";
import { isLastSuperAdministrator } from "../administrators/administrators.ts";
import { clearFailures, countFailure, lockoutFor } from "../policies/policies.ts";
import { authenticate, findBySignInName, findUserByLogin, lockOut, type User, unlock } from "../users/users.ts";

const QUARTER = 15 * 60;

/**
 * Only failures count, so a person who knows the password is never slowed. The first limit goes by account and address: a
 * stranger elsewhere cannot use it up for somebody. An attempt counts until it has succeeded: of many at once, no more are
 * tried than one after the other.
 */
const PER_ACCOUNT_AND_ADDRESS: Limit = { name: "sign-in/account", points: 10, duration: QUARTER };
const PER_ADDRESS: Limit = { name: "sign-in/address", points: 100, duration: QUARTER };

export interface Attempt {
	readonly login: string;
	readonly password: string;
	readonly address: string;
}

/**
 * The person whose login and password these are: ACTIVE, or PASSWORD_EXPIRED. What else they have to do is not decided here
 * (`features/authn`).
 *
 * @throws Fault `credentials_refused`, the same whether or not the account exists; `too_many_attempts`; `account_locked` where the
 * person's policy says that it is shown.
 */
export const signInWithPassword = async (db: Db, limiter: Limiter, { login, password, address }: Attempt): Promise<User> => {
	const network = networkOf(address);
	const limits: [Limit, string][] = [
		[PER_ACCOUNT_AND_ADDRESS, `${fold(login)} ${network}`],
		[PER_ADDRESS, network],
	];
	for (const [limit, key] of limits) await limiter.consume(limit, key);
	const meant = await findBySignInName(db, login);
	// For an unknown login too, so that the time tells nothing.
	const lockout = await lockoutFor(db, meant?.id ?? "");
	if (meant?.status === "LOCKED_OUT" && isOver(meant, lockout.autoUnlockMinutes)) await orUnchanged(unlock(db, meant.id));
	const user = await authenticate(db, login, password);
	if (user === undefined) {
		if (meant?.status === "LOCKED_OUT" && lockout.shown && !isOver(meant, lockout.autoUnlockMinutes))
			throw new Fault("account_locked");
		if (meant?.status === "ACTIVE" && (await countFailure(db, meant.id, lockout))) await lock(db, meant.id);
		throw new Fault("credentials_refused", { description: "The username or the password is not right." });
	}
	if (lockout.maxAttempts > 0) await clearFailures(db, user.id);
	for (const [limit, key] of limits) await limiter.refund(limit, key);
	return user;
};

const isOver = ({ statusChanged }: User, minutes: number): boolean =>
	minutes > 0 && statusChanged !== null && Date.parse(statusChanged) + minutes * 60_000 <= Date.now();

/** One who can unlock others always stays. */
const lock = async (db: Db, userId: string): Promise<void> => {
	if (!(await isLastSuperAdministrator(db, userId))) await orUnchanged(lockOut(db, userId));
	await clearFailures(db, userId);
};

/** Of two attempts at once the second finds it done. */
const orUnchanged = async (done: Promise<void>): Promise<void> => {
	try {
		await done;
	} catch (thrown) {
		if (!["status_refused", "unlock_refused", "conflict"].includes(asFault(thrown).code)) throw thrown;
	}
};

/**
 * What the System Log may hold of a login as it was typed: one that somebody has. People type passwords into the wrong
 * field, so anything else stays unsaid.
 */
export const loginForLog = async (db: Db, login: string): Promise<string> =>
	(await findUserByLogin(db, login))?.profile.login ?? "not a known username";
