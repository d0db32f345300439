import { after, fromJson, toJson } from "#common/db/columns.ts";
import { digest, newSecret } from "#common/seal/ids.ts";
import type { Db } from "../../database.ts";
import { deleteExpiredTokens, deleteTokensOf, insertToken, takeToken } from "./session-tokens.store.ts";
import type { Authentication } from "./sessions.ts";

/**
 * Session tokens: what a program gets for a person whose password it has checked (`/api/v1/authn`), and what becomes a session
 * once: at the authorization endpoint, at `/login/sessionCookieRedirect`, or at `/api/v1/sessions`.
 */

/** Seconds. */
export const SESSION_TOKEN_LIFETIME = 5 * 60;

/** A sign-in that a token stood for. */
export interface Redeemed {
	readonly userId: string;
	readonly authentication: Authentication;
	/** When it was: seconds since the epoch. */
	readonly loginTs: number;
}

/** A new token for a person who has just proved who they are; it is stored nowhere. */
export const createSessionToken = async (db: Db, userId: string, authentication: Authentication): Promise<string> => {
	const token = `20111${newSecret()}`;
	await insertToken(db, {
		digest: digest(token),
		user_id: userId,
		authentication: toJson(authentication),
		expires: after(SESSION_TOKEN_LIFETIME),
	});
	return token;
};

/** Spends a token. Undefined where it is unknown, spent or expired; of many at once, one gets it. */
export const redeemSessionToken = async (db: Db, token: string): Promise<Redeemed | undefined> => {
	const taken = await takeToken(db, digest(token));
	if (taken === undefined) return undefined;
	const loginTs = Math.floor(Date.parse(taken.expires) / 1000) - SESSION_TOKEN_LIFETIME;
	return { userId: taken.user_id, authentication: fromJson(taken.authentication), loginTs };
};

/** Makes every token of a person worthless: their access has ended. */
export const endSessionTokensOf = (db: Db, userId: string): Promise<void> => deleteTokensOf(db, userId);

/** Removes what has expired. */
export const removeExpiredSessionTokens = (db: Db): Promise<void> => deleteExpiredTokens(db);
