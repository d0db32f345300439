import type { Db } from "./database.ts";
import { endSession, endSessionById, endSessionsOf, endSessionTokensOf } from "./features/sessions/sessions.ts";
import { endTokens, endTokensOfSessions } from "./oidc/access.ts";
import type { EndedSession } from "./oidc/backchannel-logout.ts";
import { type EngineAt, tellEverywhere } from "./oidc/custom-sign-out.ts";

/** How what people are signed in to ends. The applications that a session was used at are told. */
export interface Endings {
	/** The session behind a cookie's value. */
	session(cookie: string): Promise<void>;
	sessionById(id: string): Promise<void>;
	/** A session, and all that was granted in it. */
	sessionWithTokens(id: string): Promise<void>;
	/** Every session of a person and what is about to become one, save the one behind the cookie's value `keep`. */
	sessionsOf(userId: string, keep?: string): Promise<void>;
	/** Every other session of a person, and all that was granted in them. */
	otherSessionsWithTokens(userId: string, keep: string): Promise<void>;
	/** All that a person is signed in to: sessions and tokens. */
	access(userId: string): Promise<void>;
}

export const createEndings = (db: Db, engineAt: EngineAt): Endings => {
	const tell = (ended: readonly EndedSession[]): Promise<void> => tellEverywhere(engineAt, ended);
	const withTokens = async (ended: readonly EndedSession[]): Promise<void> => {
		await endTokensOfSessions(db, ended);
		await tell(ended);
	};
	const sessionsOf = async (userId: string, keep?: string): Promise<void> => {
		await tell(await endSessionsOf(db, userId, keep));
		await endSessionTokensOf(db, userId);
	};
	return {
		session: async (cookie) => tell(await endSession(db, cookie)),
		sessionById: async (id) => tell(await endSessionById(db, id)),
		sessionWithTokens: async (id) => withTokens(await endSessionById(db, id)),
		sessionsOf,
		otherSessionsWithTokens: async (userId, keep) => withTokens(await endSessionsOf(db, userId, keep)),
		async access(userId) {
			await sessionsOf(userId);
			await endTokens(db, { userId });
		},
	};
};
