import { digest, newSecret } from "#common/seal/ids.ts";
import type { Client } from "#common/web/client.ts";
import type { Db } from "../../database.ts";
import { evaluateSignOn } from "../policies/policies.ts";
import {
	deleteSession,
	deleteSessionsBefore,
	deleteSessionsOf,
	detachSession,
	insertSession,
	type Saved,
	type SessionRow,
	selectAnySession,
	selectSession,
	updateGoingOn,
	updateSession,
	updateUse,
} from "./sessions.store.ts";

export { listSessionsOf } from "./seen.ts";
export {
	createSessionToken,
	endSessionTokensOf,
	redeemSessionToken,
	removeExpiredSessionTokens,
	SESSION_TOKEN_LIFETIME,
} from "./session-tokens.ts";
export type { SessionRow } from "./sessions.store.ts";

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

/** The end of a session to which the policies set none: a year from its sign-in. In seconds. */
const LONGEST = 365 * 24 * 60 * 60;
/** Seconds. */
const NOTED_EVERY = 60;

/** How a person proved who they are: `amr` (RFC 8176) and `acr` (OpenID Connect Core section 2). */
export interface Authentication {
	readonly amr: readonly string[];
	readonly acr: string;
}

/** With a password and nothing else, as Okta names it. */
export const BY_PASSWORD: Authentication = { amr: ["pwd"], acr: "urn:okta:loa:1fa:pwd" };

const epoch = (): number => Math.floor(Date.now() / 1000);

/**
 * Seconds that a browser keeps a session's cookie: as long as any policy could let it last, or an hour for one without a person. When it
 * ends is decided here (`ends`, `idle`).
 */
export const remainingLifetime = (loginTs: number | undefined): number =>
	loginTs === undefined ? 3_600 : Math.max(1, loginTs + LONGEST - epoch());

/** How long a session lasts from a sign-in, as the sign-on policies say. In seconds. */
const boundsFor = async (
	db: Db,
	userId: string,
	loginTs: number,
	{ address }: Pick<Client, "address">,
): Promise<Pick<SessionRow, "ends" | "idle">> => {
	const { sessionMinutes, idleMinutes } = await evaluateSignOn(db, { userId, address, knownDevice: false });
	return {
		ends: loginTs + (sessionMinutes === 0 ? LONGEST : sessionMinutes * 60),
		idle: idleMinutes === 0 ? null : idleMinutes * 60,
	};
};

/** When a session that is used now expires. */
const expiryOf = ({ ends, idle }: Pick<SessionRow, "ends" | "idle">, otherwise: number): number =>
	Math.min(ends ?? otherwise, idle === null ? Number.POSITIVE_INFINITY : epoch() + idle);

/** Prolongs and notes what has been used; a busy session is written once a minute. */
const used = async (db: Db, session: SessionRow): Promise<SessionPayload> => {
	const expires = session.idle === null ? session.expires : expiryOf(session, session.expires);
	const noted = Date.parse(session.lastSeen ?? "") > Date.now() - NOTED_EVERY * 1000;
	if (noted && expires - session.expires < NOTED_EVERY) return session.payload;
	await updateUse(db, session.payload.uid, expires, epoch());
	return { ...session.payload, exp: expires };
};

/** The session behind a cookie's value, while it lasts. */
export const readSession = async (db: Db, cookie: string | undefined): Promise<SessionPayload | undefined> =>
	cookie ? (await readRow(db, cookie))?.payload : undefined;

const readRow = async (db: Db, cookie: string): Promise<SessionRow | undefined> => {
	const row = await selectSession(db, "digest", digest(cookie), epoch());
	return row && { ...row, payload: await used(db, row) };
};

/** The session with this id, which opens nothing, while it lasts. */
export const findSession = async (db: Db, uid: string): Promise<SessionPayload | undefined> =>
	(await selectSession(db, "uid", uid, epoch()))?.payload;

/** As if the session had been used now. Undefined where there is none. */
export const refreshSession = async (db: Db, uid: string): Promise<SessionPayload | undefined> => {
	const row = await selectSession(db, "uid", uid, epoch());
	return row && used(db, row);
};

/** Begins a session for a person who has just signed in, at `loginTs`. Answers the cookie's value, which is stored nowhere. */
export const startSession = async (
	db: Db,
	userId: string,
	authentication: Authentication,
	place: Client,
	loginTs = epoch(),
): Promise<string> => {
	const cookie = newSecret();
	const bounds = await boundsFor(db, userId, loginTs, place);
	const expires = expiryOf(bounds, loginTs + LONGEST);
	const payload: SessionPayload = {
		kind: "Session",
		uid: newSecret(16),
		accountId: userId,
		loginTs,
		...authentication,
		iat: loginTs,
		exp: expires,
	};
	await insertSession(db, digest(cookie), { payload, expires, ...bounds, place });
	return cookie;
};

/**
 * The same session after its person has proven more, or has proven anew who they are (`anew`): under another cookie, so that whoever knew
 * the former one does not share what it opens now. Undefined where the session has ended meanwhile.
 */
export const raiseSession = async (
	db: Db,
	uid: string,
	authentication: Authentication,
	{ anew, place }: { readonly anew: boolean; readonly place: Client },
): Promise<string | undefined> => {
	const session = await selectSession(db, "uid", uid, epoch());
	const userId = session?.payload.accountId;
	if (!session || userId === undefined) return undefined;
	const loginTs = epoch();
	const bounds = anew ? await boundsFor(db, userId, loginTs, place) : session;
	const expires = expiryOf(bounds, loginTs + LONGEST);
	const payload = { ...session.payload, ...authentication, ...(anew ? { loginTs } : {}), exp: expires };
	const cookie = newSecret();
	const raised = await updateSession(db, digest(cookie), { payload, expires, ends: bounds.ends, idle: bounds.idle });
	return raised ? cookie : undefined;
};

/** Ends the session behind a cookie's value, and answers it; nothing happens where there is none. */
export const endSession = (db: Db, cookie: string): Promise<readonly SessionPayload[]> =>
	deleteSession(db, "digest", digest(cookie));

/** Ends the session with this id, and answers it. */
export const endSessionById = (db: Db, uid: string): Promise<readonly SessionPayload[]> => deleteSession(db, "uid", uid);

/** Ends every session of a person, save the one behind the cookie's value `keep`, and answers them. */
export const endSessionsOf = (db: Db, userId: string, keep?: string): Promise<readonly SessionPayload[]> =>
	deleteSessionsOf(db, userId, keep === undefined ? "" : digest(keep));

/** Removes what has expired. */
export const removeExpiredSessions = (db: Db): Promise<void> => deleteSessionsBefore(db, epoch());

/** Seconds between the beginning of a session and its first saving. */
const FIRST_SAVING = 2;

/**
 * The engine reads a session at the beginning of a request and saves it at the end. One that was ended between the two
 * (a new password, a deactivation, a sign-out elsewhere) stays ended: only a session that begins is inserted.
 */
const save = async (db: Db, cookie: string, payload: SessionPayload, client?: Client, read?: SessionRow): Promise<void> => {
	const session = await bounded(db, payload, client, read);
	if (session.place === undefined && (await updateGoingOn(db, digest(cookie), session))) return;
	if (await updateSession(db, digest(cookie), session)) return;
	const begins = payload.iat === undefined || payload.iat >= epoch() - FIRST_SAVING;
	if (begins) await insertSession(db, digest(cookie), session);
};

/** The bounds of a session and its place are set when somebody signs in, and hold however often it is saved afterwards. */
const bounded = async (
	db: Db,
	payload: SessionPayload,
	client: Client | undefined,
	read: SessionRow | undefined,
): Promise<Saved> => {
	const { accountId, loginTs, uid } = payload;
	if (accountId === undefined || loginTs === undefined) return { payload, expires: payload.exp, ends: null, idle: null };
	const before = read?.payload.uid === uid ? read : await selectAnySession(db, uid);
	const same = before?.payload.accountId === accountId && before.payload.loginTs === loginTs && before.ends !== null;
	const bounds = same
		? { ends: before.ends, idle: before.idle }
		: await boundsFor(db, accountId, loginTs, client ?? { address: "" });
	const expires = expiryOf(bounds, payload.exp);
	return { payload: { ...payload, exp: expires }, expires, ...bounds, place: same ? undefined : client };
};

/** The protocol engine's storage of its `Session` model, over the same rows. */
export const sessionRecords = {
	find: (db: Db, cookie: string): Promise<SessionPayload | undefined> => readSession(db, cookie),
	/** With its bounds, which `save` takes back within the same request. */
	findRow: readRow,
	save,
	/** The engine removes a session before it saves the same one under another cookie. */
	remove: (db: Db, cookie: string): Promise<void> => detachSession(db, digest(cookie)),
};
