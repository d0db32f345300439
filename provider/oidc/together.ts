import Provider from "oidc-provider";
import { fromJson, type Json } from "#common/db/columns.ts";
import { slot } from "#common/web/slots.ts";
import type { Db } from "../database.ts";
import { isAssigned } from "../features/applications/applications.ts";
import { findSession, type SessionPayload, type SessionRow } from "../features/sessions/sessions.ts";
import { type ClaimedUser, findUser } from "../features/users/users.ts";
import type { StoredRecord } from "./records.store.ts";
import { kindOf } from "./server-records.store.ts";
import { selectTogether, type TogetherRow } from "./together.store.ts";

/**
 * The engine asks for a token, and then for its grant, its session, its person and whether they are assigned, each by itself. All of it
 * is read in one query with the token, and kept for the rest of the request alone.
 */

/** Models that the engine looks a token up as: it tries them one after the other. */
const TOKENS: ReadonlySet<string> = new Set(["AccessToken", "ClientCredentials", "RefreshToken"]);
const CODE = "AuthorizationCode";

export const isReadTogether = (model: string): boolean => TOKENS.has(model) || model === CODE;

interface Asked {
	readonly tokens: Map<string, Promise<TogetherRow | undefined>>;
	/** The last one that was found. */
	found: TogetherRow | undefined;
	/** The session that the request came with, as it was read. */
	session: SessionRow | undefined;
}

const requests = slot<Asked>("read together");

/** What was asked during the request that the engine is answering. */
const asked = (): Asked | undefined => {
	const { ctx } = Provider;
	if (ctx === undefined) return undefined;
	const before = requests.get(ctx);
	if (before) return before;
	const none: Asked = { tokens: new Map(), found: undefined, session: undefined };
	requests.set(ctx, none);
	return none;
};

/** A token or code of `server`, by its digest. */
export const findTogether = async (db: Db, model: string, server: string, digest: string): Promise<StoredRecord | undefined> => {
	const now = asked();
	const kinds = model === CODE ? [CODE] : [...TOKENS];
	const [first = "", second = first, third = first] = kinds.map((kind) => kindOf(server, kind));
	const key = `${first} ${digest}`;
	const reading =
		now?.tokens.get(key) ?? selectTogether(db, { digest, first, second, third, grantKind: kindOf(server, "Grant") });
	now?.tokens.set(key, reading);
	const row = await reading;
	if (row?.model !== kindOf(server, model)) return undefined;
	if (now) now.found = row;
	return row;
};

/** What was read is so no longer: the request has changed it. */
export const forgetTogether = (): void => {
	const now = asked();
	now?.tokens.clear();
	if (now) now.found = undefined;
};

const found = (): TogetherRow | undefined => asked()?.found;

/** The payload of the grant with this id, if it was read. */
export const knownGrant = (id: string): string | undefined => {
	const row = found();
	return row?.grant_id === id ? (row.grant ?? undefined) : undefined;
};

/** As `findSession`. */
export const sessionByUid = async (db: Db, uid: string): Promise<SessionPayload | undefined> => {
	const row = found();
	if (row?.session_uid !== uid || row.session === null || row.session_expires === null) return findSession(db, uid);
	if (row.session_expires <= Date.now() / 1000) return undefined;
	return { ...fromJson(row.session as Json<SessionPayload>), exp: row.session_expires };
};

/** As `findUser`, as far as claims go. */
export const personOf = async (db: Db, id: string): Promise<ClaimedUser | undefined> => {
	const row = found();
	if (row?.account_id !== id || row.status === null || row.profile === null || row.last_updated === null) return findUser(db, id);
	return { id, status: row.status, profile: fromJson(row.profile), lastUpdated: row.last_updated };
};

/** As `isAssigned`, of the application behind a client. */
export const isAssignedAt = async (db: Db, clientId: string, applicationId: string, userId: string): Promise<boolean> => {
	const row = found();
	if (row?.account_id !== userId || row.client_id !== clientId) return isAssigned(db, applicationId, userId);
	return row.assigned === 1;
};

/** The engine reads a session at the beginning of a request and saves it at the end: what it cannot carry itself is kept meanwhile. */
export const noteSession = (row: SessionRow | undefined): void => {
	const now = asked();
	if (now) now.session = row;
};

export const notedSession = (): SessionRow | undefined => asked()?.session;
