import { fold } from "#common/db/search.ts";
import { Fault } from "#common/faults/fault.ts";
import type { Limit, Limiter } from "#common/web/limits.ts";
import type { Db } from "../../database.ts";
import { builtInDisabled, liveConfiguration } from "../authentication/authentication.ts";
import { authenticate } from "../passwords/passwords.ts";
import { runsTheSite } from "../roles/roles.ts";
import { markSeen, type User } from "../users/users.ts";
import { networkOf } from "./network.ts";

/**
 * Built-in sign-in: email and password. It always works for those who run the site, whatever the provider does; for everyone
 * else an administrator may switch it off.
 */

const QUARTER = 15 * 60;

/**
 * Only failures count, so whoever knows the password is never slowed. The first limit goes by account and network: a stranger
 * elsewhere cannot use it up for somebody.
 */
const PER_ACCOUNT_AND_NETWORK: Limit = { name: "sign-in/account", points: 10, duration: QUARTER };
const PER_NETWORK: Limit = { name: "sign-in/network", points: 100, duration: QUARTER };

/** Guesses that are being looked at, per account and network: so many at once cannot slip past a limit that counts later. */
const AT_ONCE = 5;
const underWay = new Map<string, number>();

export interface Attempt {
	readonly email: string;
	readonly password: string;
	/** IP address. */
	readonly address: string;
}

/**
 * The built-in user whose email and password these are, if they are anybody's.
 *
 * @throws Fault `too_many_attempts`
 */
export const proveWithPassword = async (
	db: Db,
	limiter: Limiter,
	{ email, password, address }: Attempt,
): Promise<User | undefined> => {
	const network = networkOf(address);
	const account = `${fold(email)} ${network}`;
	const limits: [Limit, string][] = [
		[PER_ACCOUNT_AND_NETWORK, account],
		[PER_NETWORK, network],
	];
	for (const [limit, key] of limits) await limiter.check(limit, key);
	const others = underWay.get(account) ?? 0;
	if (others >= AT_ONCE) throw new Fault("too_many_attempts", { retryAfter: 1 });
	underWay.set(account, others + 1);
	try {
		const user = await authenticate(db, email, password);
		if (user === undefined) for (const [limit, key] of limits) await limiter.consume(limit, key);
		return user;
	} finally {
		const left = (underWay.get(account) ?? 1) - 1;
		if (left === 0) underWay.delete(account);
		else underWay.set(account, left);
	}
};

/**
 * Signs in with a password.
 *
 * @throws Fault `credentials_refused`, the same whether or not the account exists; `built_in_disabled` for those who proved
 * who they are but run nothing; `too_many_attempts`.
 */
export const signInWithPassword = async (db: Db, limiter: Limiter, attempt: Attempt): Promise<User> => {
	const user = await proveWithPassword(db, limiter, attempt);
	if (user === undefined) throw new Fault("credentials_refused");
	if (!runsTheSite(user.roles) && builtInDisabled(await liveConfiguration(db))) throw new Fault("built_in_disabled");
	await markSeen(db, user);
	return user;
};
