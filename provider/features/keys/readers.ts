import type { Page } from "#common/web/paging.ts";
import type { Db } from "../../database.ts";
import { cursorAfter, findRelyingParty, listRelyingParties, type RelyingParty } from "../applications/applications.ts";
import { selectFetchesFrom, selectFetchesNaming, selectLastRequests } from "./fetches.store.ts";
import { selectStages } from "./keys.store.ts";
import { nextKidOf } from "./stages.ts";

/**
 * Whether an application has read the next key. `NAMED`: a fetch said that it is this application's. `ADDRESS`: a fetch came from where
 * its back end asks for tokens, which others may share. Neither proves that it kept what it read.
 */
export interface Reader {
	readonly id: string;
	readonly label: string;
	readonly clientId: string;
	readonly nextKey: "NAMED" | "ADDRESS" | "NOT_SEEN";
	/** The fetch; `null` where none was seen. */
	readonly fetch: { readonly seen: string; readonly address: string; readonly userAgent: string } | null;
	/** When its back end was given tokens last; `null` where that was too long ago to be remembered. */
	readonly lastTokenRequest: string | null;
	/** Without a back end it is never known by its address. */
	readonly hasBackEnd: boolean;
}

interface KeySet {
	readonly serverId: string;
	readonly nextKid: string;
}

const organizationSet = async (db: Db): Promise<KeySet> => ({ serverId: "", nextKid: nextKidOf(await selectStages(db)) });

const BATCH = 200;

/** One page of applications and whether they have read the organisation's next key; `notSeen`: only those that have not. */
export const listReaders = async (
	db: Db,
	{ limit, after, notSeen }: { readonly limit: number; readonly after?: string | undefined; readonly notSeen: boolean },
): Promise<Page<Reader>> => {
	const set = await organizationSet(db);
	const found: (readonly [RelyingParty, Reader])[] = [];
	let from = after;
	for (;;) {
		const parties = await listRelyingParties(db, { limit: notSeen ? BATCH : limit + 1, after: from });
		const readers = await readersOf(db, set, parties);
		for (const [place, party] of parties.entries()) {
			const reader = readers[place];
			if (reader && (!notSeen || reader.nextKey === "NOT_SEEN")) found.push([party, reader]);
		}
		const last = parties.at(-1);
		if (found.length > limit || !notSeen || parties.length < BATCH || !last) break;
		from = cursorAfter(last);
	}
	const shown = found.slice(0, limit);
	const end = shown.at(-1)?.[0];
	return {
		items: shown.map(([, reader]) => reader),
		next: found.length > limit && end ? cursorAfter(end) : undefined,
	};
};

/** Of one application; undefined where nobody signs in at it by OpenID Connect. */
export const findReader = async (db: Db, applicationId: string): Promise<Reader | undefined> => {
	const party = await findRelyingParty(db, applicationId);
	return party && (await readersOf(db, await organizationSet(db), [party]))[0];
};

const readersOf = async (db: Db, set: KeySet, parties: readonly RelyingParty[]): Promise<readonly Reader[]> => {
	if (parties.length === 0) return [];
	const ids = parties.map(({ id }) => id);
	const clientIds = parties.map(({ clientId }) => clientId);
	// The latest of several comes last.
	const named = new Map((await selectFetchesNaming(db, set, clientIds)).map((row) => [row.client_id, row]));
	const near = new Map((await selectFetchesFrom(db, set, ids)).map((row) => [row.application_id, row]));
	const asked = await selectLastRequests(db, ids);
	return parties.map(({ id, label, clientId, hasBackEnd }) => {
		const byName = named.get(clientId);
		const fetch = byName ?? near.get(id);
		return {
			id,
			label,
			clientId,
			nextKey: byName ? "NAMED" : fetch ? "ADDRESS" : "NOT_SEEN",
			fetch: fetch ? { seen: fetch.seen, address: fetch.address, userAgent: fetch.user_agent } : null,
			lastTokenRequest: asked.get(id) ?? null,
			hasBackEnd,
		};
	});
};
