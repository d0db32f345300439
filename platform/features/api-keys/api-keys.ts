import type { IncomingHttpHeaders } from "node:http";
import { after, type Instant, now } from "#common/db/columns.ts";
import { Fault, fieldFault } from "#common/faults/fault.ts";
import { digest, newId, newSecret } from "#common/seal/ids.ts";
import type { Db } from "../../database.ts";
import { securityOf } from "../preferences/preferences.ts";
import { goesOn, type Session } from "../sessions/sessions.ts";
import { findUserByIdentity, getUserToChange, type Identity, type User } from "../users/users.ts";
import {
	type ApiKeyRow,
	deleteExpiredKeys,
	deleteKey,
	deleteKeysOf,
	insertKey,
	selectKey,
	selectKeysOf,
	updateKeyUse,
} from "./api-keys.store.ts";

/**
 * API keys: what a person's own tools call the API with, as that person and with their present roles. A key is shown once and
 * kept as a digest, ends by itself, and opens the API alone. It makes no other keys, ends no sessions, reads no token of the
 * provider, and changes neither how anybody signs in nor who is a site manager: that takes a session.
 */

export interface ApiKey {
	readonly id: string;
	readonly name: string;
	readonly created: Instant;
	readonly expires: Instant;
	/** To the minute. */
	readonly lastUsed: Instant | null;
	readonly lastAddress: string | null;
}

/** Tells people, and scanners for leaked secrets, what it is. */
const PREFIX = "signet_";
const SHAPE = /^signet_[\w-]{43}$/;

const LONGEST_NAME = 64;
const MOST_KEYS = 50;
const MINUTE = 60;
const DAY = 24 * 60 * MINUTE;
/** An expired key is shown for so long, so that its person sees why a tool has stopped. */
const SHOWN_AFTER = 30 * DAY;
/** For so long a sign-in or a refresh at the provider is good for keys. */
const VOUCHED = 30 * DAY;

/** A limit that was shortened holds for keys made before, too. */
const endOf = ({ created, expires }: ApiKeyRow, maxDays: number): Instant => {
	const limit = after(maxDays * DAY, Date.parse(created));
	return limit < expires ? limit : expires;
};

const toKey = (row: ApiKeyRow, maxDays: number): ApiKey => ({
	id: row.id,
	name: row.name,
	created: row.created,
	expires: endOf(row, maxDays),
	lastUsed: row.last_used,
	lastAddress: row.last_address,
});

/** Newest first. */
export const listKeys = async (db: Db, userId: string): Promise<readonly ApiKey[]> => {
	const [rows, { apiKeyMaxDays }] = await Promise.all([selectKeysOf(db, userId), securityOf(db)]);
	return rows.map((row) => toKey(row, apiKeyMaxDays));
};

export interface NewKey {
	readonly name: string;
	readonly days: number;
}

/**
 * Makes a key for the person of a session; the key itself is never to be had again.
 *
 * @throws Fault `invalid_request` at `name` or `days`; `conflict` for the 51st; `not_signed_in` where the session has ended.
 */
export const createKey = async (
	db: Db,
	session: Session,
	{ name: written, days }: NewKey,
): Promise<{ readonly key: string; readonly apiKey: ApiKey }> => {
	const name = readName(written);
	const { apiKeyMaxDays } = await securityOf(db);
	if (!Number.isInteger(days) || days < 1 || days > apiKeyMaxDays) {
		throw fieldFault("invalid_request", "days", `Must be a whole number of days from 1 to ${apiKeyMaxDays}.`);
	}
	const key = `${PREFIX}${newSecret()}`;
	const row: ApiKeyRow = {
		id: newId("key"),
		user_id: session.userId,
		name,
		digest: digest(key),
		created: now(),
		expires: after(days * DAY),
		last_used: null,
		last_address: null,
	};
	await db.transaction().execute(async (tx) => {
		// Whoever deactivates the person or resets their password waits, or was first: then the session is over.
		await getUserToChange(tx, session.userId);
		if (!(await goesOn(tx, session))) throw new Fault("not_signed_in");
		if ((await selectKeysOf(tx, session.userId)).length >= MOST_KEYS) {
			throw new Fault("conflict", { description: `Nobody has more than ${MOST_KEYS} API keys. Delete one first.` });
		}
		await insertKey(tx, row);
	});
	return { key, apiKey: toKey(row, apiKeyMaxDays) };
};

const readName = (written: string): string => {
	const name = written.trim();
	if (name === "" || name.length > LONGEST_NAME || /\p{Cc}/u.test(name)) {
		throw fieldFault("invalid_request", "name", `Must have 1 to ${LONGEST_NAME} characters, on one line.`);
	}
	return name;
};

/**
 * The key that a request brings, live or not: `Authorization: Bearer signet_...` (RFC 6750 section 2.1) or the header
 * `Session-Token`. Never from the address, which logs and histories keep.
 */
export const presentedKey = ({ headers }: { readonly headers: IncomingHttpHeaders }): string | undefined => {
	const token = headers["session-token"];
	if (token !== undefined) return String(token);
	const [, bearer] = /^Bearer +(.*)$/i.exec(headers.authorization ?? "") ?? [];
	return bearer?.startsWith(PREFIX) ? bearer : undefined;
};

export interface Presented {
	readonly id: string;
	readonly userId: string;
	readonly created: Instant;
}

/**
 * Whether the provider still vouches for the key's owner: whoever leaves there signs in here no more, and nobody tells this
 * platform. For people with a password, always.
 */
export const isVouchedFor = ({ created }: Presented, { authType, lastSignIn }: User): boolean =>
	authType === "built-in" || after(VOUCHED, Date.parse(lastSignIn ?? created)) > now();

/** Whose key this is, if it is a live one. Its use is noted at most once a minute. */
export const acceptKey = async (db: Db, key: string, address: string): Promise<Presented | undefined> => {
	const row = SHAPE.test(key) ? await selectKey(db, digest(key)) : undefined;
	if (row === undefined || endOf(row, (await securityOf(db)).apiKeyMaxDays) <= now()) return undefined;
	const noted = row.last_used !== null && after(MINUTE, Date.parse(row.last_used)) > now();
	if (!noted) await updateKeyUse(db, row, now(), address);
	return { id: row.id, userId: row.user_id, created: row.created };
};

/** Deletes one key of a user; answers it. @throws Fault `not_found` */
export const endKey = async (db: Db, userId: string, id: string): Promise<{ readonly id: string; readonly name: string }> => {
	const row = await deleteKey(db, userId, id);
	if (row === undefined) throw new Fault("not_found");
	return row;
};

/** Deletes every key of a user. */
export const endKeysOf = (db: Db, userId: string): Promise<void> => deleteKeysOf(db, userId);

/** Deletes every key of whom a provider lets in no longer, if they are known here. */
export const endKeysAt = async (db: Db, { issuer, subject }: Identity): Promise<void> => {
	const user = await findUserByIdentity(db, issuer, subject);
	if (user !== undefined) await endKeysOf(db, user.id);
};

/** Forgets keys that expired long ago. */
export const removeExpiredKeys = (db: Db): Promise<void> => deleteExpiredKeys(db, after(-SHOWN_AFTER));
