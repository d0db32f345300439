import { fold } from "#common/db/search.ts";
import { Fault } from "#common/faults/fault.ts";
import type { Limit, Limiter } from "#common/web/limits.ts";
import type { Db } from "../../database.ts";
import { authenticate, findUserByLogin, recordLogin, type User } from "../users/users.ts";

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
 * The person whose login and password these are.
 *
 * @throws Fault `credentials_refused`, the same whether or not the account exists; `too_many_attempts`.
 */
export const signInWithPassword = async (db: Db, limiter: Limiter, { login, password, address }: Attempt): Promise<User> => {
	const limits: [Limit, string][] = [
		[PER_ACCOUNT_AND_ADDRESS, `${fold(login)} ${address}`],
		[PER_ADDRESS, address],
	];
	for (const [limit, key] of limits) await limiter.consume(limit, key);
	const user = await authenticate(db, login, password);
	if (user === undefined) throw new Fault("credentials_refused", { description: "The username or the password is not right." });
	for (const [limit, key] of limits) await limiter.refund(limit, key);
	await recordLogin(db, user.id);
	return user;
};

/**
 * What the System Log may hold of a login as it was typed: one that somebody has. People type passwords into the wrong
 * field, so anything else stays unsaid.
 */
export const loginForLog = async (db: Db, login: string): Promise<string> =>
	(await findUserByLogin(db, login))?.profile.login ?? "not a known username";
