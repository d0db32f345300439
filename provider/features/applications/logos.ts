import { checkPicture, type Picture } from "#common/web/pictures.ts";
import type { Db } from "../../database.ts";
import { deleteLogoRow, selectLogo, selectLogoDigests, upsertLogo } from "./logos.store.ts";
import { requireAnyApplication } from "./registered.ts";

/**
 * Gives an application a logo and answers its address.
 *
 * @throws Fault `not_found`; `invalid_request` at `file`.
 */
export const setLogo = async (db: Db, applicationId: string, bytes: Buffer): Promise<string> => {
	await requireAnyApplication(db, applicationId);
	const { digest, mediaType } = checkPicture(bytes);
	await upsertLogo(db, { application_id: applicationId, media_type: mediaType, bytes: bytes.toString("base64"), digest });
	return addressOf(applicationId, digest);
};

/** Takes an application's logo away. @throws Fault `not_found`. */
export const removeLogo = async (db: Db, applicationId: string): Promise<void> => {
	await requireAnyApplication(db, applicationId);
	await deleteLogoRow(db, applicationId);
};

/** The logo of an application, while it is the one that `digest` names. */
export const findLogo = async (db: Db, applicationId: string, digest: string): Promise<Picture | undefined> => {
	const row = await selectLogo(db, applicationId);
	if (row?.digest !== digest) return undefined;
	return { mediaType: row.media_type, bytes: Buffer.from(row.bytes, "base64") };
};

/** Where an application's logo is, as a path on this server; undefined where it has none. */
export const logoAddress = async (db: Db, applicationId: string): Promise<string | undefined> =>
	(await logoAddresses(db, [applicationId])).get(applicationId);

/** The paths of many applications' logos, by application. */
export const logoAddresses = async (db: Db, applicationIds: readonly string[]): Promise<ReadonlyMap<string, string>> => {
	const rows = applicationIds.length === 0 ? [] : await selectLogoDigests(db, applicationIds);
	return new Map(rows.map(({ application_id, digest }) => [application_id, addressOf(application_id, digest)]));
};

const addressOf = (applicationId: string, digest: string): string => `/logos/${applicationId}/${digest}`;
