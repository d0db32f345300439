/**
 * Registration tokens: with one, an application registers itself (RFC 7591, where it is called an initial access token). An
 * administrator makes it and hands it over; it works once, for a limited time, and while whoever made it may still manage
 * applications. A token is shown once and kept as its digest.
 *
 * `registering.ts` is what happens when one is used, `client-metadata.ts` what an application may say of itself.
 */
import { after, now } from "#common/db/columns.ts";
import { Fault, fieldFault } from "#common/faults/fault.ts";
import { digest, newId, newSecret } from "#common/seal/ids.ts";
import { checkedName } from "#common/web/text.ts";
import type { Db } from "../../database.ts";
import { everyoneId, findGroup } from "../groups/groups.ts";
import { findUser } from "../users/users.ts";
import {
	deleteTokensEndedBefore,
	deleteUnusedSettingsTokens,
	insertToken,
	revokeTokenRow,
	selectLiveTokens,
	selectToken,
	type TokenRow,
	upsertToken,
} from "./registration-tokens.store.ts";

export { registerApplication } from "./registering.ts";

/** A token as its list shows it, without the token itself. */
export interface RegistrationToken {
	readonly id: string;
	readonly name: string;
	readonly created: string;
	readonly expires: string;
	/** Who made it; undefined for the token of the settings. */
	readonly createdBy: { readonly id: string; readonly name: string } | undefined;
	/** Assigned to the application that it makes; undefined: nobody is. */
	readonly group: { readonly id: string; readonly name: string } | undefined;
}

/** Seconds that a token can be made for: an hour, a day, a week. */
export const lifetimes = [3_600, 86_400, 604_800] as const;
export type Lifetime = (typeof lifetimes)[number];

const LONGEST_NAME = 100;

/** More at once are more than anybody keeps an eye on. */
const MOST = 50;

export interface NewToken {
	readonly name: string;
	/** Seconds; an hour when absent. */
	readonly expiresIn?: Lifetime | undefined;
	/** Assigned to the application that it makes. */
	readonly groupId?: string | null | undefined;
}

/**
 * Makes a token. Answers it in clear text, which is stored nowhere.
 *
 * @throws Fault `invalid_request` at `name` or `groupId`; `conflict` where too many are live.
 */
export const createToken = async (
	db: Db,
	userId: string,
	wanted: NewToken,
): Promise<{ readonly token: RegistrationToken; readonly secret: string }> => {
	const name = checkedName(wanted.name, LONGEST_NAME);
	if (wanted.groupId && !(await findGroup(db, wanted.groupId))) {
		throw fieldFault("invalid_request", "groupId", "There is no such group.");
	}
	if ((await selectLiveTokens(db)).length >= MOST) {
		throw fieldFault("conflict", "name", `There are ${MOST} tokens already. Revoke those that nobody needs.`);
	}
	const secret = newSecret();
	const row = newRow(secret, { name, created_by: userId, group_id: wanted.groupId || null }, wanted.expiresIn);
	await insertToken(db, row);
	return { token: await toToken(db, row), secret };
};

/** The tokens that still work, the newest first. */
export const listTokens = async (db: Db): Promise<readonly RegistrationToken[]> =>
	Promise.all((await selectLiveTokens(db)).map((row) => toToken(db, row)));

/** @throws Fault `not_found`. */
export const requireToken = async (db: Db, id: string): Promise<RegistrationToken> => {
	const row = await selectToken(db, id);
	if (!row) throw new Fault("not_found", { description: `Not found: Resource not found: ${id} (RegistrationToken)` });
	return toToken(db, row);
};

/** Makes a token useless. @throws Fault `not_found`; `conflict` where it is that already. */
export const revokeToken = async (db: Db, id: string): Promise<void> => {
	await requireToken(db, id);
	if (!(await revokeTokenRow(db, id))) {
		throw new Fault("conflict", { description: "This token was used or revoked, or has expired." });
	}
};

/** Seconds that an ended token is kept, so that the log can tell what became of it: 30 days. */
const KEPT = 30 * 24 * 60 * 60;

/** Removes tokens that were used or revoked, or have expired, long ago. */
export const removeEndedTokens = (db: Db): Promise<void> => deleteTokensEndedBefore(db, after(-KEPT));

/** What the token of the settings is called. */
const FROM_SETTINGS = "SIGNET_REGISTRATION_TOKEN";

/**
 * Accepts the token of the settings for an hour from now, and forgets those of former starts. One that was used or revoked
 * stays so. Everyone may use the application that it makes.
 */
export const acceptTokenFromSettings = async (db: Db, secret: string | undefined): Promise<void> => {
	await deleteUnusedSettingsTokens(db, secret === undefined ? "" : digest(secret));
	if (secret === undefined) return;
	const group = await everyoneId(db);
	await upsertToken(db, newRow(secret, { name: FROM_SETTINGS, created_by: null, group_id: group ?? null }));
};

const newRow = (
	secret: string,
	about: Pick<TokenRow, "name" | "created_by" | "group_id">,
	lifetime: Lifetime = lifetimes[0],
): TokenRow => ({
	id: newId("rtk"),
	digest: digest(secret),
	...about,
	created: now(),
	expires: after(lifetime),
	used: null,
	revoked: null,
	application_id: null,
});

const toToken = async (db: Db, row: TokenRow): Promise<RegistrationToken> => {
	const maker = row.created_by === null ? undefined : await findUser(db, row.created_by);
	const group = row.group_id === null ? undefined : await findGroup(db, row.group_id);
	return {
		id: row.id,
		name: row.name,
		created: row.created,
		expires: row.expires,
		createdBy: maker && { id: maker.id, name: `${maker.profile.firstName} ${maker.profile.lastName}` },
		group: group && { id: group.id, name: group.name },
	};
};
