import type { FastifyReply, FastifyRequest } from "fastify";
import { after, fromFlag, type Instant, now } from "#common/db/columns.ts";
import { digest, newId, newSecret } from "#common/seal/ids.ts";
import type { Seal } from "#common/seal/seal.ts";
import { cookieOptions } from "#common/web/cookies.ts";
import type { Db, Tx } from "../../database.ts";
import { isFresh, lastSecurity, securityOf } from "../preferences/preferences.ts";
import type { Visitor } from "../users/users.ts";
import { sessionCookie, toldOf } from "./ending.ts";
import { lastMoment, longest, reasonAt } from "./lifetimes.ts";
import { endByDigest, insertSession, type SessionRow, selectSession, updateLastUsed } from "./sessions.store.ts";
import { accessTokenIdentity, idTokenIdentity, refreshTokenEnd, refreshTokenIdentity } from "./tokens.ts";
import { selectVisitor, type VisitorRow } from "./visitors.store.ts";

/**
 * Sessions: a browser that has signed in. The cookie holds a random value and nothing else; the row is found by its digest, so
 * that who reads the database cannot sign in. Every sign-in begins a new session, so that a planted cookie is worth nothing.
 *
 * An ended session keeps its row for a week, without its tokens, so that the next page can say why it is over.
 */

export {
	type AtProvider,
	endedAmong,
	endSession,
	endSessionById,
	endSessionsAtProvider,
	endSessionsOf,
	endThis,
	goesOn,
	removeExpiredSessions,
	sessionCookie,
} from "./ending.ts";
export { onSessionsEnded } from "./endings.ts";
export { listSessions } from "./seen.ts";
export {
	accessTokenOf,
	type Claim,
	claimRefresh,
	endClaimed,
	idTokenOf,
	keepRefreshed,
	keepRotated,
	putOffRefresh,
	refreshUnderWay,
} from "./tokens.ts";

/** How somebody signs in: with a password kept here, or at the OpenID Connect provider. */
export type Method = "built-in" | "openid-connect";

/** Why a session is over, as far as somebody may ask. */
export type EndReason =
	| "signed-out"
	| "expired"
	| "idle"
	| "ended-by-person"
	| "ended-by-administrator"
	| "password-changed"
	| "account-changed"
	| "provider-signed-out"
	| "refresh-refused"
	| "tokens-expired";

export interface Session {
	/** What people and the API call it. */
	readonly id: string;
	/** Of the cookie's value; names the session. */
	readonly digest: string;
	readonly userId: string;
	readonly method: Method;
	/** The provider that vouched for the person; null for a password. */
	readonly issuer: string | null;
	/** Who the person is at the provider. */
	readonly subject: string | null;
	/** The configuration that it began under. */
	readonly configurationId: string | null;
	readonly created: Instant;
	readonly expires: Instant;
	/** When the provider's access token runs out; null where there is none, or the provider did not say. */
	readonly tokensExpire: Instant | null;
	/** Whether it holds a refresh token. */
	readonly refreshes: boolean;
	/** Whether it holds an ID token, the hint for signing out at the provider. */
	readonly holdsIdToken: boolean;
}

export interface SessionNeeds {
	readonly db: Db;
	/** Where a session must stand or fall with other rows. */
	readonly tx?: Tx;
	readonly seal: Seal;
	/** Public address without a trailing slash. */
	readonly url: string;
}

export interface NewSession {
	readonly userId: string;
	readonly method: Method;
	readonly issuer?: string;
	/** The person at the provider, and the session there (`sub`, `sid`). */
	readonly subject?: string;
	readonly sid?: string | undefined;
	readonly configurationId?: string;
	/** Kept sealed, as the hint for signing out at the provider. */
	readonly idToken?: string;
	/** Kept sealed, for the person's own tools. */
	readonly accessToken?: AccessToken | undefined;
	/** When the access token runs out, where that matters although it is not kept. */
	readonly tokensExpire?: Instant | null;
	/** Kept sealed. */
	readonly refreshToken?: RefreshToken | undefined;
}

/** A token of the provider. */
export interface AccessToken {
	readonly value: string;
	/** Null where the provider did not say. */
	readonly expires: Instant | null;
}
export type RefreshToken = AccessToken;

const LONGEST_USER_AGENT = 300;
const MINUTE = 60;

/** A row without its tokens. */
type KnownRow = Omit<
	VisitorRow,
	"email" | "username" | "name" | "auth_type" | "must_change_password" | "status" | "last_seen" | "role"
>;

const knownOf = (row: SessionRow): KnownRow => ({
	...row,
	refreshes: row.refresh_token !== null,
	holds_id_token: row.id_token !== null,
});

const toSession = (row: KnownRow, expires = row.expires): Session => ({
	id: row.id,
	digest: row.digest,
	userId: row.user_id,
	method: row.method,
	issuer: row.issuer,
	subject: row.subject,
	configurationId: row.configuration_id,
	created: row.created,
	expires,
	tokensExpire: row.access_token_expires,
	// 0 and 1 on SQLite.
	refreshes: Boolean(row.refreshes),
	holdsIdToken: Boolean(row.holds_id_token),
});

const rowOf = async ({ db, url }: SessionNeeds, request: FastifyRequest): Promise<SessionRow | undefined> => {
	const cookie = request.cookies[sessionCookie(url)];
	return cookie ? selectSession(db, digest(cookie)) : undefined;
};

/**
 * Whether a page asks by itself, as one that stands open does every so often: it would never let its session go idle if that
 * counted as use. Whoever sends it untruly shortens their own session alone.
 */
export const isBackground = ({ headers }: FastifyRequest): boolean => headers["signet-background"] === "1";

/** The live session behind the request's cookie. One that has run out ends here; one that goes on counts as used by its person. */
export const sessionOf = async (needs: SessionNeeds, request: FastifyRequest): Promise<Session | undefined> =>
	(await visitOf(needs, request))?.session;

/** A live session, and whose it is. */
export interface Visit {
	readonly session: Session;
	readonly visitor: Visitor;
}

/** The same with the person, in one question to the database, which is asked at every request. */
export const visitOf = async (needs: SessionNeeds, request: FastifyRequest): Promise<Visit | undefined> => {
	const cookie = request.cookies[sessionCookie(needs.url)];
	if (!cookie) return undefined;
	const rows = await selectVisitor(needs.db, digest(cookie));
	const [row] = rows;
	const session = row && (await liveSession(needs, row));
	if (row === undefined || session === undefined) return undefined;
	const used = row.last_used ?? row.created;
	if (!isBackground(request) && Date.parse(used) + MINUTE * 1000 <= Date.now()) await updateLastUsed(needs.db, row, now());
	return { session, visitor: toVisitor(row, rows) };
};

const toVisitor = (row: VisitorRow, rows: readonly VisitorRow[]): Visitor => ({
	id: row.user_id,
	email: row.email,
	username: row.username,
	name: row.name,
	authType: row.auth_type,
	mustChangePassword: fromFlag(row.must_change_password),
	status: row.status,
	roles: rows.flatMap(({ role }) => role ?? []),
	lastSeen: row.last_seen,
});

const liveSession = async ({ db }: SessionNeeds, row: KnownRow): Promise<Session | undefined> => {
	const security = isFresh(db) ? lastSecurity(db) : await securityOf(db);
	const expires = lastMoment(row, security);
	const reason = reasonAt(row, security, now(), expires);
	if (reason === undefined) return toSession(row, expires);
	if (row.ended === null) toldOf(await endByDigest(db, row.digest, reason, now()));
	return undefined;
};

/** The session as it is by now; undefined once it has ended. */
export const sessionAgain = async (needs: SessionNeeds, { digest: name }: Session): Promise<Session | undefined> => {
	const row = await selectSession(needs.db, name);
	return row && liveSession(needs, knownOf(row));
};

/** Why the session behind the request's cookie is over; undefined where it goes on, or there is none to tell of. */
export const whyEnded = async (needs: SessionNeeds, request: FastifyRequest): Promise<EndReason | undefined> => {
	const row = await rowOf(needs, request);
	return row && reasonAt(row, await securityOf(needs.db), now());
};

/** Begins a session, sets its cookie on `reply`, and ends the one that the browser had before. */
export const startSession = async (needs: SessionNeeds, reply: FastifyReply, begin: NewSession): Promise<Session> => {
	const { db, tx, url } = needs;
	const writes = tx ?? db;
	const { request } = reply;
	const name = sessionCookie(url);
	const before = request.cookies[name];
	if (before) toldOf(await endByDigest(writes, digest(before), "signed-out", now()));
	const cookie = newSecret();
	const lifetime = longest(tx === undefined ? await securityOf(db) : lastSecurity(db), begin.method);
	const row: SessionRow = {
		...sealedTokens(needs.seal, digest(cookie), begin),
		id: newId("ses"),
		digest: digest(cookie),
		user_id: begin.userId,
		method: begin.method,
		issuer: begin.issuer ?? null,
		subject: begin.subject ?? null,
		sid: begin.sid ?? null,
		configuration_id: begin.configurationId ?? null,
		created: now(),
		expires: after(lifetime),
		address: request.ip,
		user_agent: (request.headers["user-agent"] ?? "").slice(0, LONGEST_USER_AGENT),
		...{ refreshing_until: null, refresh_after: null, refresh_failing: null, last_used: null, ended: null, end_reason: null },
	};
	await insertSession(writes, row);
	reply.setCookie(name, cookie, { ...cookieOptions(url), maxAge: lifetime });
	return toSession(knownOf(row));
};

const sealedTokens = (seal: Seal, name: string, { idToken, accessToken, refreshToken, tokensExpire }: NewSession) => ({
	id_token: idToken === undefined ? null : seal.seal(idToken, idTokenIdentity(name)),
	access_token: accessToken === undefined ? null : seal.seal(accessToken.value, accessTokenIdentity(name)),
	access_token_expires: accessToken?.expires ?? tokensExpire ?? null,
	refresh_token: refreshToken === undefined ? null : seal.seal(refreshToken.value, refreshTokenIdentity(name)),
	refresh_expires: refreshToken === undefined ? null : refreshTokenEnd(refreshToken),
});
