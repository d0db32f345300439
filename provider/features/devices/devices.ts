/**
 * Devices: browsers that have signed a person in. A long-lived cookie that says nothing by itself names the browser; what is known of it is
 * kept for each person. It opens no door: it only tells a person's own browser from a stranger's.
 */
import { fromJson, instant } from "#common/db/columns.ts";
import { digest, newSecret } from "#common/seal/ids.ts";
import { cookieName } from "#common/web/cookies.ts";
import type { Db } from "../../database.ts";
import type { Method } from "../assurance/assurance.ts";
import { deleteDevicesBefore, deleteDevicesOf, selectDevice, updateDigest, upsertDevice } from "./devices.store.ts";

/** What is known of a browser and a person. */
export interface Device {
	/** It has signed this person in before. */
	readonly known: boolean;
	/** When the person last proved two factors on it (ISO 8601); undefined where they never did. */
	readonly factorProven: string | undefined;
	/** What they proved then. */
	readonly proven: readonly Method[];
}

/** What the cookie is called. */
export const deviceCookieName = (url: string): string => cookieName("signet_provider_device", url);

/** Seconds that a browser keeps its cookie: as long as browsers allow (RFC 6265bis section 5.5). */
export const DEVICE_LIFETIME = 400 * 24 * 60 * 60;

const UNKNOWN: Device = { known: false, factorProven: undefined, proven: [] };
const SHAPE = /^[\w-]{43}$/;

/** What is known of the browser with this cookie, and this person. */
export const deviceOf = async (db: Db, cookie: string | undefined, userId: string): Promise<Device> => {
	if (cookie === undefined || !SHAPE.test(cookie)) return UNKNOWN;
	const row = await selectDevice(db, digest(cookie), userId);
	if (row === undefined) return UNKNOWN;
	return { known: true, factorProven: row.factor_proven ?? undefined, proven: fromJson(row.proven) };
};

/**
 * Notes that this browser has just signed a person in. Answers the cookie's value: a new one where it has signed in others, or nobody, before.
 * Whoever used the browser until now, or planted its cookie, may have kept a copy, and must not own one that this person's device goes by.
 */
export const rememberDevice = async (
	db: Db,
	cookie: string | undefined,
	userId: string,
	{ factorProven, proven = [] }: { readonly factorProven: boolean; readonly proven?: readonly Method[] },
): Promise<string> => {
	const shaped = cookie !== undefined && SHAPE.test(cookie);
	if (shaped && (await selectDevice(db, digest(cookie), userId)) !== undefined) {
		await upsertDevice(db, digest(cookie), userId, factorProven ? proven : undefined);
		return cookie;
	}
	const value = newSecret();
	if (shaped) await updateDigest(db, digest(cookie), digest(value));
	await upsertDevice(db, digest(value), userId, factorProven ? proven : undefined);
	return value;
};

/** Every browser of a person is a stranger's again. */
export const forgetDevices = (db: Db, userId: string): Promise<void> => deleteDevicesOf(db, userId);

/** Removes what no browser can have any more. */
export const removeOldDevices = (db: Db): Promise<void> =>
	deleteDevicesBefore(db, instant(new Date(Date.now() - DEVICE_LIFETIME * 1000)));
