import { digest, newSecret } from "#common/seal/ids.ts";
import type { Db } from "../../database.ts";
import {
	deleteSession,
	deleteSessionsBefore,
	deleteSessionsOf,
	detachSession,
	insertSession,
	selectSession,
	updateSession,
} from "./sessions.store.ts";

/**
 * Sessions: one per browser, shared by the console, the dashboard and every application. The row is the protocol engine's
 * own session record, so that single sign-on and single sign-out see the same one.
 */

/** The engine's session record, without its cookie value. */
export interface SessionPayload {
	readonly uid: string;
	readonly accountId?: string;
	/** Seconds since the epoch. */
	readonly loginTs?: number;
	readonly amr?: readonly string[];
	readonly acr?: string;
	readonly iat?: number;
	readonly exp: number;
	readonly [other: string]: unknown;
}

/** A session ends this long after its sign-in, however busy it was. */
const LIFETIME = 24 * 60 * 60;

/** How a person proved who they are: `amr` (RFC 8176) and `acr` (OpenID Connect Core section 2). */
export interface Authentication {
	readonly amr: readonly string[];
	readonly acr: string;
}

/** With a password and nothing else, as Okta names it. */
export const BY_PASSWORD: Authentication = { amr: ["pwd"], acr: "urn:okta:loa:1fa:pwd" };

const epoch = (): number => Math.floor(Date.now() / 1000);

/** Seconds that a session has left: a day from its sign-in, or an hour for one without a person. */
export const remainingLifetime = (loginTs: number | undefined): number =>
	loginTs === undefined ? 3_600 : Math.max(1, loginTs + LIFETIME - epoch());

/** The session behind a cookie's value, while it lasts. */
export const readSession = async (db: Db, cookie: string | undefined): Promise<SessionPayload | undefined> =>
	cookie ? selectSession(db, "digest", digest(cookie), epoch()) : undefined;

/** Begins a session for a person who has just signed in. Answers the cookie's value, which is stored nowhere. */
export const startSession = async (db: Db, userId: string, authentication: Authentication): Promise<string> => {
	const cookie = newSecret();
	const loginTs = epoch();
	const payload: SessionPayload = {
		kind: "Session",
		uid: newSecret(16),
		accountId: userId,
		loginTs,
		...authentication,
		iat: loginTs,
		exp: loginTs + LIFETIME,
	};
	await insertSession(db, digest(cookie), payload);
	return cookie;
};

/** Ends the session behind a cookie's value, and answers it; nothing happens where there is none. */
export const endSession = (db: Db, cookie: string): Promise<readonly SessionPayload[]> => deleteSession(db, digest(cookie));

/** Ends every session of a person, and answers them. */
export const endSessionsOf = (db: Db, userId: string): Promise<readonly SessionPayload[]> => deleteSessionsOf(db, userId);

/** Removes what has expired. */
export const removeExpiredSessions = (db: Db): Promise<void> => deleteSessionsBefore(db, epoch());

/** Seconds between the beginning of a session and its first saving. */
const FIRST_SAVING = 2;

/**
 * The engine reads a session at the beginning of a request and saves it at the end. One that was ended between the two
 * (a new password, a deactivation, a sign-out elsewhere) stays ended: only a session that begins is inserted.
 */
const save = async (db: Db, cookie: string, payload: SessionPayload): Promise<void> => {
	if (await updateSession(db, digest(cookie), payload)) return;
	const begins = payload.iat === undefined || payload.iat >= epoch() - FIRST_SAVING;
	if (begins) await insertSession(db, digest(cookie), payload);
};

/** The protocol engine's storage of its `Session` model, over the same rows. */
export const sessionRecords = {
	find: (db: Db, cookie: string): Promise<SessionPayload | undefined> => readSession(db, cookie),
	findByUid: (db: Db, uid: string): Promise<SessionPayload | undefined> => selectSession(db, "uid", uid, epoch()),
	save,
	/** The engine removes a session to sign somebody out, and also before it saves the same one under another cookie. */
	remove: (db: Db, cookie: string): Promise<void> => detachSession(db, digest(cookie)),
};
