import { fold } from "#common/db/search.ts";
import { Fault } from "#common/faults/fault.ts";
import type { Limit, Limiter } from "#common/web/limits.ts";
import { networkOf } from "#common/web/network.ts";
import type { Db, Tx } from "../../database.ts";
import { liveConfiguration } from "../authentication/authentication.ts";
import { authenticate, type Proof, stillHolds } from "../passwords/passwords.ts";
import type { User } from "../users/users.ts";
import { keptOut } from "./entry.ts";

/**
 * Built-in sign-in: email and password. It always works for those who run the site, whatever the provider does; for everyone
 * else an administrator may switch it off.
 */

export { keptOut } from "./entry.ts";

const QUARTER = 15 * 60;

/**
 * Only failures count, so whoever knows the password is never slowed. The first limit goes by account and network: a stranger
 * elsewhere cannot use it up for somebody.
 */
const PER_ACCOUNT_AND_NETWORK: Limit = { name: "sign-in/account", points: 10, duration: QUARTER };
const PER_NETWORK: Limit = { name: "sign-in/network", points: 100, duration: QUARTER };

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
): Promise<Proof | undefined> => {
	const network = networkOf(address);
	const account = `${fold(email)} ${network}`;
	const limits: [Limit, string][] = [
		[PER_ACCOUNT_AND_NETWORK, account],
		[PER_NETWORK, network],
	];
	for (const [limit, key] of limits) await limiter.check(limit, key);
	// Before it is known what it is: guesses at once, at however many processes, cannot slip past a limit that counts later.
	const counted: [Limit, string][] = [];
	let counts = false;
	try {
		for (const [limit, key] of limits) {
			await limiter.consume(limit, key);
			counted.push([limit, key]);
		}
		const proof = await authenticate(db, email, password);
		counts = proof === undefined;
		return proof;
	} finally {
		if (!counts) for (const [limit, key] of counted) await limiter.refund(limit, key);
	}
};

/** Said only to who proved the password. */
const inactive = ({ status }: User): Fault =>
	new Fault("account_refused", {
		description: `Your account here is ${status}. An administrator of this platform can activate it again under Manage > Users.`,
		advice: {
			rule: status,
			side: "platform",
			sentence: `The account is ${status}: activate it under Manage > Users if its owner may come in again.`,
		},
	});

const closed = (): Fault =>
	new Fault("built_in_disabled", {
		advice: {
			rule: "built-in-disabled",
			side: "platform",
			sentence:
				"Built-in authentication is disabled for all but those who run the site: have this person sign in at the provider, with Auth Type OpenID Connect, or open the built-in way in again under Manage > Admin > Authentication.",
		},
	});

/**
 * Signs in with a password. What `begin` writes stands only where the password has not been changed or taken away since it was
 * looked at: whoever changes one means to end all that it opened.
 *
 * @throws Fault `credentials_refused`, the same whether or not the account exists; `built_in_disabled` for those who proved
 * who they are but run nothing; `too_many_attempts`.
 */
export const signInWithPassword = async <T>(
	db: Db,
	limiter: Limiter,
	attempt: Attempt,
	begin: (tx: Tx, user: User) => Promise<T>,
): Promise<T> => {
	const proof = await proveWithPassword(db, limiter, attempt);
	if (proof === undefined) throw new Fault("credentials_refused");
	const { user } = proof;
	const why = keptOut(await liveConfiguration(db), user);
	if (why === "inactive") throw inactive(user);
	if (why === "closed") throw closed();
	return db.transaction().execute(async (tx) => {
		if (!(await stillHolds(tx, proof))) throw new Fault("credentials_refused");
		return begin(tx, user);
	});
};
