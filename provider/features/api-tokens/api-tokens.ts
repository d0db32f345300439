/**
 * API tokens: the credential of scripts (`Authorization: SSWS ...`), made in the console and shown once. A token does what its owner
 * may do now, ends with them, and after 30 days without use.
 */
import { after, now } from "#common/db/columns.ts";
import { Fault } from "#common/faults/fault.ts";
import { digest, newId, newSecret } from "#common/seal/ids.ts";
import { checkedName } from "#common/web/text.ts";
import type { Db } from "../../database.ts";
import { actorFor, type Person } from "../administrators/administrators.ts";
import {
	deleteToken,
	deleteTokensBefore,
	insertToken,
	selectByDigest,
	selectToken,
	selectTokens,
	type TokenRow,
	updateToken,
} from "./api-tokens.store.ts";

export interface ApiToken {
	readonly id: string;
	readonly name: string;
	readonly userId: string;
	readonly created: string;
	readonly lastUpdated: string;
	readonly lastUsed: string | null;
	readonly expires: string;
}

/** Seconds without use after which a token ends. Okta's `P30D`. */
const WINDOW = 30 * 24 * 60 * 60;
/** Milliseconds between two notes that a token was used: a busy script writes nothing on most of its calls. */
const NOTED_EVERY = 60_000;
const LONGEST_NAME = 255;

/** A new token, of which only the digest is stored: answers its secret too. @throws Fault `invalid_request` (`name`). */
export const createApiToken = async (db: Db, userId: string, name: string): Promise<{ token: ApiToken; secret: string }> => {
	const secret = newSecret(30);
	const moment = now();
	const row: TokenRow = {
		id: newId("00T"),
		digest: digest(secret),
		name: checkedName(name, LONGEST_NAME),
		user_id: userId,
		created: moment,
		last_updated: moment,
		last_used: null,
		expires: after(WINDOW),
	};
	await insertToken(db, row);
	return { token: toToken(row), secret };
};

/** The person for whom `secret` speaks, with the roles they have now; undefined where it is no live token of an active person. */
export const acceptApiToken = async (db: Db, secret: string): Promise<Person | undefined> => {
	const row = await selectByDigest(db, digest(secret));
	if (!row || row.expires <= now()) return undefined;
	const owner = await actorFor(db, row.user_id);
	if (!owner) return undefined;
	if (row.last_used === null || Date.parse(row.last_used) < Date.now() - NOTED_EVERY)
		await updateToken(db, row.id, { last_used: now(), expires: after(WINDOW) });
	return { ...owner, token: { id: row.id, name: row.name } };
};

/** All live tokens, or one person's, by name. */
export const listApiTokens = async (db: Db, ownerId?: string): Promise<readonly ApiToken[]> =>
	(await selectTokens(db, now(), ownerId)).map(toToken);

/** @throws Fault `not_found`. */
export const getApiToken = async (db: Db, id: string): Promise<ApiToken> => {
	const row = await selectToken(db, id);
	if (!row || row.expires <= now())
		throw new Fault("not_found", { description: `Not found: Resource not found: ${id} (ApiToken)` });
	return toToken(row);
};

/** @throws Fault `not_found`, `invalid_request` (`name`). */
export const renameApiToken = async (db: Db, id: string, name: string): Promise<ApiToken> => {
	await getApiToken(db, id);
	await updateToken(db, id, { name: checkedName(name, LONGEST_NAME), last_updated: now() });
	return getApiToken(db, id);
};

/** Ends a token at once. @throws Fault `not_found`. */
export const revokeApiToken = async (db: Db, id: string): Promise<void> => {
	await getApiToken(db, id);
	await deleteToken(db, id);
};

/** Removes what has expired. */
export const removeExpiredApiTokens = (db: Db): Promise<void> => deleteTokensBefore(db, now());

const toToken = (row: TokenRow): ApiToken => ({
	id: row.id,
	name: row.name,
	userId: row.user_id,
	created: row.created,
	lastUpdated: row.last_updated,
	lastUsed: row.last_used,
	expires: row.expires,
});
