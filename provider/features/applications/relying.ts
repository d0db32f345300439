import type { Db } from "../../database.ts";
import { cursorAt, positionAfter } from "./lists.ts";
import { type RelyingParty, selectClientIds, selectIds, selectRelyingParties } from "./relying.store.ts";

export type { RelyingParty } from "./relying.store.ts";

const LIST = "relying-parties";

/** Where the list goes on after `party`. */
export const cursorAfter = ({ labelKey, id }: RelyingParty): string => cursorAt(LIST, { key: labelKey, id });

/**
 * Active applications whose people sign in by OpenID Connect, in the order of their labels.
 *
 * @throws Fault `invalid_request` for a cursor of another list.
 */
export const listRelyingParties = (
	db: Db,
	{ limit, after }: { readonly limit: number; readonly after?: string | undefined },
): Promise<readonly RelyingParty[]> => selectRelyingParties(db, { limit, after: positionAfter(LIST, after) });

/** Undefined where the application is not active, or nobody signs in at it by OpenID Connect. */
export const findRelyingParty = async (db: Db, id: string): Promise<RelyingParty | undefined> =>
	(await selectRelyingParties(db, { limit: 1, after: undefined, id }))[0];

/** Those of the client IDs that there are. */
export const knownClientIds = async (db: Db, clientIds: readonly string[]): Promise<ReadonlySet<string>> =>
	new Set(clientIds.length === 0 ? [] : await selectClientIds(db, clientIds));

/** Those of the application ids that there are. */
export const knownIds = async (db: Db, ids: readonly string[]): Promise<ReadonlySet<string>> =>
	new Set(ids.length === 0 ? [] : await selectIds(db, ids));
