import type { Db } from "../database.ts";
import { findApplication } from "../features/applications/applications.ts";
import { deleteByAccount, deleteByClient, deleteExpired } from "./records.store.ts";

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

/** Removes the engine's records that have expired. */
export const removeExpiredRecords = (db: Db): Promise<void> => deleteExpired(db, Math.floor(Date.now() / 1000));
