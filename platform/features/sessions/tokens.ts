import { after, type Instant, now } from "#common/db/columns.ts";
import type { Seal } from "#common/seal/seal.ts";
import type { Db } from "../../database.ts";
import { tellEnded } from "./endings.ts";
import { endHeld, type Held, selectSession, takeRefresh, updateRefresh } from "./sessions.store.ts";
import type { AccessToken, EndReason, RefreshToken, Session } from "./sessions.ts";

/** The provider's tokens of a session, at rest and while they are refreshed. */

interface Needs {
	readonly db: Db;
	readonly seal: Seal;
}

export const idTokenIdentity = (digest: string): string => `sessions.id_token/${digest}`;
export const accessTokenIdentity = (digest: string): string => `sessions.access_token/${digest}`;
export const refreshTokenIdentity = (digest: string): string => `sessions.refresh_token/${digest}`;

/** The ID token that a session holds, if it began at a provider and has not ended. */
export const idTokenOf = async ({ db, seal }: Needs, session: Session): Promise<string | undefined> => {
	const sealed = (await selectSession(db, session.digest))?.id_token;
	return sealed == null ? undefined : seal.open(sealed, idTokenIdentity(session.digest));
};

/** The provider's access token of a session, where it was kept and has not expired. */
export const accessTokenOf = async ({ db, seal }: Needs, session: Session): Promise<AccessToken | undefined> => {
	const row = await selectSession(db, session.digest);
	const expires = row?.access_token_expires ?? null;
	if (row === undefined || row.access_token === null || (expires !== null && expires <= now())) return undefined;
	return { value: seal.open(row.access_token, accessTokenIdentity(session.digest)), expires };
};

/** When a refresh token ends. One that is over at once means one that does not end: Keycloak writes 0 for offline tokens. */
export const refreshTokenEnd = ({ expires }: RefreshToken): Instant | null =>
	expires !== null && expires > now() ? expires : null;

/** The right to refresh a session's tokens, held by one process until a moment. */
export interface Claim extends Held {
	readonly until: Instant;
	/** Opened. */
	readonly token: string;
	/** An earlier attempt ended without an answer: the provider may have seen this refresh token before. */
	readonly uncertain: boolean;
	/** Since when the provider has not answered. */
	readonly failing: Instant | null;
}

/** What a claim can find: a claim, somebody else at it, or nothing to be done now. */
export type Claiming = Claim | "under-way" | "not-due";

/** Takes the right to refresh for `seconds`, if the access token has run out and nobody else has it. */
export const claimRefresh = async ({ db, seal }: Needs, digest: string, seconds: number): Promise<Claiming> => {
	const row = await selectSession(db, digest);
	const moment = now();
	if (row === undefined || row.ended !== null || row.refresh_token === null) return "not-due";
	if (row.access_token_expires === null || row.access_token_expires > moment) return "not-due";
	if (row.refreshing_until !== null && row.refreshing_until > moment) return "under-way";
	if (row.refresh_after !== null && row.refresh_after > moment) return "not-due";
	const held: Held = { digest, refreshToken: row.refresh_token };
	const until = after(seconds);
	if (!(await takeRefresh(db, held, { before: row.refreshing_until, until }))) return "under-way";
	const token = seal.open(row.refresh_token, refreshTokenIdentity(digest));
	const uncertain = row.refreshing_until !== null || row.refresh_failing !== null;
	return { ...held, until, token, uncertain, failing: row.refresh_failing };
};

/** Whether some process is refreshing the tokens of this session. */
export const refreshUnderWay = async (db: Db, digest: string): Promise<boolean> => {
	const until = (await selectSession(db, digest))?.refreshing_until ?? null;
	return until !== null && until > now();
};

/** Keeps a refresh token that took the place of the claimed one, before anything else can go wrong; undefined if it is too late. */
export const keepRotated = async ({ db, seal }: Needs, claim: Claim, token: RefreshToken): Promise<Claim | undefined> => {
	const sealed = seal.seal(token.value, refreshTokenIdentity(claim.digest));
	const kept = await updateRefresh(db, claim, { refresh_token: sealed, refresh_expires: refreshTokenEnd(token) });
	return kept ? { ...claim, refreshToken: sealed, token: token.value } : undefined;
};

export interface Refreshed {
	readonly accessToken: AccessToken;
	/** Whether it is kept for the person's own tools; when it runs out is kept in any case. */
	readonly keepAccessToken: boolean;
	readonly idToken: string | undefined;
}

/** Seconds between two refreshes, whatever lifetime the provider gives its tokens. */
const AT_LEAST = 5;

/** Keeps what a refresh brought and gives the claim back. Answers whether the session still goes on. */
export const keepRefreshed = ({ db, seal }: Needs, claim: Claim, refreshed: Refreshed): Promise<boolean> => {
	const { accessToken, keepAccessToken, idToken } = refreshed;
	const soon = after(AT_LEAST);
	return updateRefresh(db, claim, {
		access_token: keepAccessToken ? seal.seal(accessToken.value, accessTokenIdentity(claim.digest)) : null,
		access_token_expires: accessToken.expires,
		...(idToken === undefined ? {} : { id_token: seal.seal(idToken, idTokenIdentity(claim.digest)) }),
		refreshing_until: null,
		refresh_after: accessToken.expires !== null && accessToken.expires < soon ? soon : null,
		refresh_failing: null,
	});
};

/** Gives the claim back with nothing done; the provider is asked again after `seconds`. */
export const putOffRefresh = ({ db }: Needs, claim: Claim, seconds: number): Promise<boolean> =>
	updateRefresh(db, claim, {
		refreshing_until: null,
		refresh_after: after(seconds),
		refresh_failing: claim.failing ?? now(),
	});

/** Ends the session of a claim, unless it has other tokens by now. */
export const endClaimed = async ({ db }: Needs, claim: Claim, reason: EndReason): Promise<boolean> => {
	const ended = await endHeld(db, claim, reason, now());
	tellEnded(ended.map(({ digest }) => digest));
	return ended.length > 0;
};
