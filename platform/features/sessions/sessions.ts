import type { FastifyReply, FastifyRequest } from "fastify";
import { after, type Instant, now } from "#common/db/columns.ts";
import { digest, newSecret } from "#common/seal/ids.ts";
import type { Seal } from "#common/seal/seal.ts";
import { cookieName, cookieOptions } from "#common/web/cookies.ts";
import type { Db } from "../../database.ts";
import {
	deleteExpired,
	deleteSession,
	deleteSessionsOf,
	insertSession,
	selectAccessToken,
	selectSession,
} from "./sessions.store.ts";

/**
 * Sessions: a browser that has signed in. The cookie holds a random value and nothing else; the row is found by its digest, so
 * that who reads the database cannot sign in. Every sign-in begins a new session, so that a planted cookie is worth nothing.
 */

/** How somebody signs in: with a password kept here, or at the OpenID Connect provider. */
export type Method = "built-in" | "openid-connect";

export interface Session {
	/** Of the cookie's value; names the session. */
	readonly digest: string;
	readonly userId: string;
	readonly method: Method;
	/** The provider that vouched for the person; null for a password. */
	readonly issuer: string | null;
	readonly created: Instant;
	readonly expires: Instant;
}

export interface SessionNeeds {
	/** A transaction is welcome where a session must stand or fall with other rows. */
	readonly db: Db;
	readonly seal: Seal;
	/** Public address without a trailing slash. */
	readonly url: string;
}

export interface NewSession {
	readonly userId: string;
	readonly method: Method;
	readonly issuer?: string;
	/** Kept sealed, as the hint for signing out at the provider. */
	readonly idToken?: string;
	/** Kept sealed, for the person's own tools. */
	readonly accessToken?: AccessToken | undefined;
}

/** An access token of the provider. */
export interface AccessToken {
	readonly value: string;
	/** Null where the provider did not say. */
	readonly expires: Instant | null;
}

const COOKIE = "signet_platform_session";
const DAY = 24 * 60 * 60;

/** Seconds from the sign-in, however busy the session is. */
const LIFETIME: Readonly<Record<Method, number>> = { "built-in": 7 * DAY, "openid-connect": DAY };
const LONGEST_USER_AGENT = 300;

const idTokenIdentity = (name: string): string => `sessions.id_token/${name}`;
const accessTokenIdentity = (name: string): string => `sessions.access_token/${name}`;

/** The live session behind the request's cookie. */
export const sessionOf = async ({ db, url }: SessionNeeds, request: FastifyRequest): Promise<Session | undefined> => {
	const cookie = request.cookies[cookieName(COOKIE, url)];
	const session = cookie ? await selectSession(db, digest(cookie)) : undefined;
	return session !== undefined && session.expires > now() ? session : undefined;
};

/** Begins a session, sets its cookie on `reply`, and ends the one that the browser had before. */
export const startSession = async (needs: SessionNeeds, reply: FastifyReply, begin: NewSession): Promise<Session> => {
	const { db, seal, url } = needs;
	const { request } = reply;
	const { accessToken } = begin;
	const name = cookieName(COOKIE, url);
	const before = request.cookies[name];
	if (before) await deleteSession(db, digest(before));
	const cookie = newSecret();
	const session: Session = {
		digest: digest(cookie),
		userId: begin.userId,
		method: begin.method,
		issuer: begin.issuer ?? null,
		created: now(),
		expires: after(LIFETIME[begin.method]),
	};
	await insertSession(db, session, {
		idToken: begin.idToken === undefined ? null : seal.seal(begin.idToken, idTokenIdentity(session.digest)),
		accessToken: accessToken === undefined ? null : seal.seal(accessToken.value, accessTokenIdentity(session.digest)),
		accessTokenExpires: accessToken?.expires ?? null,
		address: request.ip,
		userAgent: (request.headers["user-agent"] ?? "").slice(0, LONGEST_USER_AGENT),
	});
	reply.setCookie(name, cookie, { ...cookieOptions(url), maxAge: LIFETIME[begin.method] });
	return session;
};

/** Ends the session behind the request's cookie, and forgets the cookie. Nothing happens where there is none. */
export const endSession = async ({ db, url }: SessionNeeds, reply: FastifyReply): Promise<void> => {
	const name = cookieName(COOKIE, url);
	const cookie = reply.request.cookies[name];
	if (cookie) await deleteSession(db, digest(cookie));
	reply.clearCookie(name, cookieOptions(url));
};

/** Ends every session of a user. */
export const endSessionsOf = (db: Db, userId: string): Promise<void> => deleteSessionsOf(db, userId);

/** The ID token that a session began with, if it began at a provider. */
export const idTokenOf = async ({ db, seal }: SessionNeeds, session: Session): Promise<string | undefined> => {
	const sealed = (await selectSession(db, session.digest))?.idToken;
	return sealed == null ? undefined : seal.open(sealed, idTokenIdentity(session.digest));
};

/** The provider's access token that a session began with, where it was kept and has not expired. */
export const accessTokenOf = async ({ db, seal }: SessionNeeds, session: Session): Promise<AccessToken | undefined> => {
	const kept = await selectAccessToken(db, session.digest);
	if (kept === undefined || (kept.expires !== null && kept.expires <= now())) return undefined;
	return { value: seal.open(kept.sealed, accessTokenIdentity(session.digest)), expires: kept.expires };
};

/** Removes what has expired. */
export const removeExpiredSessions = (db: Db): Promise<void> => deleteExpired(db, now());
