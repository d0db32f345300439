import type { FastifyReply } from "fastify";
import { after, type Instant, now } from "#common/db/columns.ts";
import { digest } from "#common/seal/ids.ts";
import { cookieName, cookieOptions } from "#common/web/cookies.ts";
import type { Db } from "../../database.ts";
import { securityOf } from "../preferences/preferences.ts";
import { tellEnded } from "./endings.ts";
import { lifetimesOf, longest } from "./lifetimes.ts";
import {
	deleteEnded,
	type EndedRow,
	endAtProvider,
	endByDigest,
	endExpired,
	endOfUser,
	endPast,
	selectGoingOn,
} from "./sessions.store.ts";
import type { EndReason, Session, SessionNeeds } from "./sessions.ts";

/** How sessions end: by whoever says so, and by themselves. */

const MINUTE = 60;
const WEEK = 7 * 24 * 60 * MINUTE;

export const sessionCookie = (url: string): string => cookieName("signet_platform_session", url);

/** A session that has just been ended. */
export type Ended = EndedRow;

/** Tells those who listen. */
export const toldOf = (ended: readonly Ended[]): readonly Ended[] => {
	tellEnded(ended.map(({ digest: name }) => name));
	return ended;
};

/** Ends the session behind the request's cookie, and forgets the cookie. Nothing happens where there is none. */
export const endSession = async (
	{ db, url }: SessionNeeds,
	reply: FastifyReply,
	reason: EndReason = "signed-out",
): Promise<void> => {
	const name = sessionCookie(url);
	const cookie = reply.request.cookies[name];
	if (cookie) toldOf(await endByDigest(db, digest(cookie), reason, now()));
	reply.clearCookie(name, cookieOptions(url));
};

/** Ends this session, wherever its browser is. */
export const endThis = async (db: Db, session: Session, reason: EndReason): Promise<readonly Ended[]> =>
	toldOf(await endByDigest(db, session.digest, reason, now()));

/** Ends every session of a user, or every one but `except`. */
export const endSessionsOf = async (
	db: Db,
	userId: string,
	reason: EndReason,
	except?: Session | undefined,
): Promise<readonly Ended[]> => toldOf(await endOfUser(db, { userId, except: except?.digest }, reason, now()));

/** Ends one session of a user by its public id. Answers whether there was one to end. */
export const endSessionById = async (db: Db, userId: string, id: string, reason: EndReason): Promise<boolean> =>
	toldOf(await endOfUser(db, { userId, id }, reason, now())).length > 0;

/** Whom a provider means: a session there, a person there, or both at once. */
export interface AtProvider {
	readonly issuer: string;
	readonly sid?: string | undefined;
	readonly subject?: string | undefined;
}

/** Ends the sessions that a provider means (Back-Channel Logout 1.0 section 2.7); none where it names nobody. */
export const endSessionsAtProvider = async (db: Db, meant: AtProvider, reason: EndReason): Promise<readonly Ended[]> =>
	meant.sid === undefined && meant.subject === undefined ? [] : toldOf(await endAtProvider(db, meant, reason, now()));

/** Those of `digests` that are over, whoever ended them; at most 500 digests. One query. */
export const endedAmong = async (db: Db, digests: readonly string[]): Promise<readonly string[]> => {
	if (digests.length === 0) return [];
	const goingOn = new Set(await selectGoingOn(db, digests, now()));
	return digests.filter((name) => !goingOn.has(name));
};

/** Whether a session goes on, as far as it was not left to run out. */
export const goesOn = async (db: Db, session: Session): Promise<boolean> => (await endedAmong(db, [session.digest])).length === 0;

/** Ends what has run out, and removes what ended a week ago. */
export const removeExpiredSessions = async (db: Db): Promise<void> => {
	const security = await securityOf(db);
	const moment = now();
	const ago = (seconds: number): Instant => after(-seconds);
	toldOf(await endExpired(db, moment));
	for (const method of ["built-in", "openid-connect"] as const) {
		const { idleMinutes } = lifetimesOf(security, method);
		const used = idleMinutes === null ? null : ago(idleMinutes * MINUTE);
		toldOf(await endPast(db, method, { begun: ago(longest(security, method)), used }, moment));
	}
	await deleteEnded(db, ago(WEEK));
};
