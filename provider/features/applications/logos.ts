import { createHash } from "node:crypto";
import { fieldFault } from "#common/faults/fault.ts";
import type { Db } from "../../database.ts";
import { deleteLogoRow, selectLogo, selectLogoDigests, upsertLogo } from "./logos.store.ts";
import { requireAnyApplication } from "./registered.ts";

/** A picture and what it is, by its own bytes. */
export interface Logo {
	readonly mediaType: string;
	readonly bytes: Buffer;
}

/** Less than this many bytes. */
const LIMIT = 1_048_576;

/** How each kind of picture begins. */
const BEGINNINGS: readonly (readonly [mediaType: string, bytes: Buffer])[] = [
	["image/png", Buffer.from("89504e470d0a1a0a", "hex")],
	["image/jpeg", Buffer.from("ffd8ff", "hex")],
	["image/gif", Buffer.from("GIF87a")],
	["image/gif", Buffer.from("GIF89a")],
];

export const SVG = "image/svg+xml";

const mediaTypeOf = (bytes: Buffer): string | undefined =>
	BEGINNINGS.find(([, beginning]) => bytes.subarray(0, beginning.length).equals(beginning))?.[0] ??
	(isStillDrawing(bytes) ? SVG : undefined);

/** What may stand before the drawing itself: declarations and comments. No document type, which can hold entities. */
const PROLOGUE = /^\ufeff?\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--(?:[^-]|-[^-]){0,2000}-->\s*){0,5}<svg[\s>]/;

/**
 * What runs, or leads elsewhere. It is served in a sandbox too: this is for whoever saves the file. No two parts of it can share the same
 * blanks, so that its time grows with the drawing's length and not with the square of it.
 */
const ALIVE =
	/<\s*(?:[\w-]+:)?(?:script|foreignObject|iframe|object|embed|handler|set|animate\w*)\b|<!(?:DOCTYPE|ENTITY)|<\?xml-stylesheet|\son\w+\s*=|javascript:|(?:href|src)\s*=\s*(?:["']\s*)?(?!#|data:image\/(?:png|jpeg|gif))[^\s"'>]/i;

const isStillDrawing = (bytes: Buffer): boolean => {
	const text = bytes.toString("utf8");
	return PROLOGUE.test(text) && !ALIVE.test(text);
};

/**
 * Gives an application a logo and answers its address. What the file is called, and what type it says it has, count for
 * nothing.
 *
 * @throws Fault `not_found`; `invalid_request` at `file`.
 */
export const setLogo = async (db: Db, applicationId: string, bytes: Buffer): Promise<string> => {
	await requireAnyApplication(db, applicationId);
	if (bytes.length >= LIMIT) throw fieldFault("invalid_request", "file", "The logo must be smaller than 1 MB.");
	const mediaType = mediaTypeOf(bytes);
	if (mediaType === undefined)
		throw fieldFault("invalid_request", "file", "The logo must be a PNG, JPG or GIF picture, or an SVG drawing without scripts.");
	const digest = createHash("sha256").update(bytes).digest("base64url").slice(0, 22);
	await upsertLogo(db, { application_id: applicationId, media_type: mediaType, bytes: bytes.toString("base64"), digest });
	return addressOf(applicationId, digest);
};

/** Takes an application's logo away. @throws Fault `not_found`. */
export const removeLogo = async (db: Db, applicationId: string): Promise<void> => {
	await requireAnyApplication(db, applicationId);
	await deleteLogoRow(db, applicationId);
};

/** The logo of an application, while it is the one that `digest` names. */
export const findLogo = async (db: Db, applicationId: string, digest: string): Promise<Logo | undefined> => {
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
