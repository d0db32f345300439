import { now } from "#common/db/columns.ts";
import { digest } from "#common/seal/ids.ts";
import type { Db } from "../../database.ts";
import { type Configuration, liveConfiguration, type Provider, type Providers } from "../authentication/authentication.ts";
import { type LogoutToken, readLogoutToken, refuseLogout } from "../oidc-sign-in/oidc-sign-in.ts";
import { type AtProvider, endSessionsAtProvider } from "../sessions/sessions.ts";
import { deleteExpiredLogoutTokens, insertLogoutToken } from "./logout.store.ts";

/**
 * Sign-out that comes from the provider: OpenID Connect Back-Channel Logout 1.0 (a signed token, from server to server) and
 * Front-Channel Logout 1.0 (an address that the provider's page loads). Both end sessions here, and open connections with them.
 *
 * Only the provider in force is believed. Sessions of an earlier one end when they run out, or by hand under *Manage* > *Users*.
 * A sign-out that arrives while a sign-in of the same session is still on its way finds nothing to end, and the sign-in goes
 * on: neither side could tell which came first.
 */

export interface LogoutNeeds {
	readonly db: Db;
	readonly providers: Providers;
}

/** What came of it. */
export interface SignedOut {
	readonly issuer: string;
	/** The person, where a session of theirs ended. */
	readonly userId: string | undefined;
	/** How many sessions ended; none is no fault, since the person may have signed out here before. */
	readonly ended: number;
}

/** Ends the sessions that a logout token means. @throws Fault `logout_refused`, its detail the rule that refused */
export const signOutByToken = async ({ db, providers }: LogoutNeeds, token: string): Promise<SignedOut> => {
	const provider = await providerInForce({ db, providers });
	const said = await readLogoutToken(provider, token);
	return db.transaction().execute(async (tx) => {
		// Together with the sessions: a token that could not do its work may come again.
		if (!(await isFirst(tx, said))) throw refuseLogout("replay");
		return end(tx, { issuer: said.issuer, sid: said.sid, subject: said.subject });
	});
};

const providerInForce = async ({ db, providers }: LogoutNeeds): Promise<Provider> => {
	const live = await liveConfiguration(db);
	if (live.method !== "openid-connect") throw refuseLogout("method");
	return providers.recall(live).catch((thrown: unknown) => {
		throw refuseLogout("unreachable", thrown);
	});
};

/** Section 2.6, step 8. Tokens are remembered until their age alone would have them refused. */
const isFirst = (db: Db, { issuer, jti, worthless }: LogoutToken): Promise<boolean> =>
	insertLogoutToken(db, { digest: digest(JSON.stringify([issuer, jti])), expires: worthless });

/** Used tokens whose age alone has them refused by now. */
export const removeWorthlessTokens = (db: Db): Promise<void> => deleteExpiredLogoutTokens(db, now());

/** Ends the sessions that a provider's page means; undefined where it is not the provider in force. */
export const signOutBySession = async (db: Db, issuer: string, sid: string): Promise<SignedOut | undefined> => {
	const live = await liveConfiguration(db);
	return isProvider(live, issuer) ? end(db, { issuer, sid }) : undefined;
};

const isProvider = ({ method, issuer }: Configuration, named: string): boolean => method === "openid-connect" && issuer === named;

const end = async (db: Db, meant: AtProvider): Promise<SignedOut> => {
	const ended = await endSessionsAtProvider(db, meant, "provider-signed-out");
	return { issuer: meant.issuer, userId: ended[0]?.userId, ended: ended.length };
};
