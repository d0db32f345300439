import type { Db } from "../database.ts";
import { findApplication } from "../features/applications/applications.ts";
import type { EndedSession } from "./backchannel-logout.ts";
import { ORGANIZATION, usesElsewhere } from "./custom-sessions.ts";
import {
	deleteByAccount,
	deleteByClient,
	deleteByGrant,
	deleteExpired,
	deleteRecord,
	selectGrantClients,
} from "./records.store.ts";
import { kindOf } from "./server-records.store.ts";

/** Whose grants and tokens end: a person's, an application's, or some people's at one application. */
export type EndedAccess =
	| { readonly userId: string; readonly applicationId?: undefined }
	| { readonly applicationId: string; readonly userIds?: readonly string[] | undefined };

/** Ends grants, codes and tokens at once. Sessions are another matter. */
export const endTokens = async (db: Db, ended: EndedAccess): Promise<void> => {
	if (ended.applicationId === undefined) return deleteByAccount(db, ended.userId);
	const clientId = (await findApplication(db, ended.applicationId))?.clientId ?? ended.applicationId;
	return deleteByClient(db, clientId, ended.userIds);
};

/** The clients that hold something in a person's name. */
export const clientsWithAccess = (db: Db, userId: string): Promise<readonly string[]> =>
	selectGrantClients(db, userId, Math.floor(Date.now() / 1000));

/** Ends all that was granted in these sessions, offline access too: whoever ends a session from afar may not know who sits at it. */
export const endTokensOfSessions = async (db: Db, ended: readonly EndedSession[]): Promise<void> => {
	for (const session of ended) {
		const authorizations = (session.authorizations ?? {}) as Readonly<Record<string, { readonly grantId?: string }>>;
		for (const used of [{ server: ORGANIZATION, authorizations }, ...usesElsewhere(session)])
			for (const { grantId } of Object.values(used.authorizations)) {
				if (grantId === undefined) continue;
				await deleteByGrant(db, grantId);
				await deleteRecord(db, kindOf(used.server, "Grant"), grantId);
			}
	}
};

/** Removes the engine's records that have expired. */
export const removeExpiredRecords = (db: Db): Promise<void> => deleteExpired(db, Math.floor(Date.now() / 1000));
