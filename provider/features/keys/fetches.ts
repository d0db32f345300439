import type { Insertable } from "kysely";
import { after, now } from "#common/db/columns.ts";
import { noted, slicesOf } from "#common/db/noted.ts";
import type { Db } from "../../database.ts";
import { knownClientIds, knownIds } from "../applications/applications.ts";
import { deleteSeenBefore, selectBackEnds, upsertAddresses, upsertFetches } from "./fetches.store.ts";
import { selectPolicy } from "./keys.store.ts";
import type { ClientAddressesTable, KeyFetchesTable } from "./keys.table.ts";

/** A fetch of a server's public keys, which anyone may make without saying who they are. */
export interface KeyFetch {
	/** Empty for the organisation's own server. */
	readonly serverId: string;
	/** The next key among those that were served. */
	readonly nextKid: string;
	readonly address: string;
	/** As the query named it, not proven. */
	readonly clientId: string | undefined;
	readonly userAgent: string;
}

/** Notes who reads the public keys, and from where applications ask for tokens. */
export interface Fetches {
	fetched(fetch: KeyFetch): void;
	/** An application's back end was given tokens. */
	asked(applicationId: string, address: string): void;
	flush(): Promise<void>;
	stop(): Promise<void>;
}

const MOST = 10_000;
const BATCH = 200;
const LONGEST_AGENT = 200;
const CLIENT_ID = /^[0-9A-Za-z$\-_.+!*'(),]{1,100}$/;

/** Only what comes from an application's address, or names one, is written: the others' addresses are nobody's business. */
export const createFetches = (db: Db, failed: (thrown: unknown) => void): Fetches => {
	const addresses = noted<Insertable<ClientAddressesTable>>({
		most: MOST,
		failed,
		async write(batch) {
			for (const slice of slicesOf([...batch.values()], BATCH)) {
				const known = await knownIds(db, [...new Set(slice.map(({ application_id }) => application_id))]);
				const rows = slice.filter(({ application_id }) => known.has(application_id));
				if (rows.length > 0) await upsertAddresses(db, inOneOrder(rows));
			}
			return new Map();
		},
	});
	const fetches = noted<Insertable<KeyFetchesTable>>({
		most: MOST,
		failed,
		async write(batch) {
			const later = new Map<string, Insertable<KeyFetchesTable>>();
			for (const slice of slicesOf([...batch], BATCH)) {
				const rows = slice.map(([, row]) => row);
				const backEnds = new Set(await selectBackEnds(db, [...new Set(rows.map(({ address }) => address))]));
				const named = rows.map(({ client_id }) => client_id).filter((id) => id !== "");
				const clients = await knownClientIds(db, [...new Set(named)]);
				const belongs = (row: Insertable<KeyFetchesTable>) =>
					row.client_id === "" ? backEnds.has(row.address) : clients.has(row.client_id);
				const mine = rows.filter(belongs);
				if (mine.length > 0) await upsertFetches(db, inOneOrder(mine));
				// Many applications read the keys when they start, and ask for tokens when somebody signs in.
				for (const [key, row] of slice) if (row.client_id === "" && !belongs(row)) later.set(key, row);
			}
			return later;
		},
	});
	return {
		fetched({ serverId, nextKid, address, clientId, userAgent }) {
			const client_id = clientId !== undefined && CLIENT_ID.test(clientId) ? clientId : "";
			const user_agent = userAgent.slice(0, LONGEST_AGENT).replaceAll("\0", "");
			const row = { server_id: serverId, address, client_id, next_kid: nextKid, user_agent, seen: now() };
			fetches.note(`${serverId} ${address} ${client_id}`, row);
		},
		asked(applicationId, address) {
			addresses.note(`${applicationId} ${address}`, { application_id: applicationId, address, seen: now() });
		},
		async flush() {
			await addresses.flush();
			await fetches.flush();
		},
		async stop() {
			await addresses.stop();
			await fetches.stop();
		},
	};
};

/** Processes that write the same rows at once wait for each other, and not in a circle. */
const inOneOrder = <T extends { readonly address: string }>(rows: readonly T[]): readonly T[] =>
	rows.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));

/** Forgets addresses that nothing was heard from for as long as the policy says. */
export const forgetAddresses = async (db: Db): Promise<void> => {
	const policy = await selectPolicy(db);
	if (policy) await deleteSeenBefore(db, after(-policy.address_days * 24 * 60 * 60));
};
