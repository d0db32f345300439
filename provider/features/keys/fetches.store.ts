import type { Insertable, Selectable } from "kysely";
import { inBatches } from "#common/db/batches.ts";
import type { Instant } from "#common/db/columns.ts";
import type { Db } from "../../database.ts";
import type { ClientAddressesTable, KeyFetchesTable } from "./keys.table.ts";

/** Primary key. */
export const upsertFetches = async (db: Db, fetches: readonly Insertable<KeyFetchesTable>[]): Promise<void> => {
	await db
		.insertInto("key_fetches")
		.values([...fetches])
		.onConflict((conflict) =>
			conflict.columns(["server_id", "address", "client_id"]).doUpdateSet(({ ref }) => ({
				next_kid: ref("excluded.next_kid"),
				user_agent: ref("excluded.user_agent"),
				seen: ref("excluded.seen"),
			})),
		)
		.execute();
};

/** Primary key. */
export const upsertAddresses = async (db: Db, addresses: readonly Insertable<ClientAddressesTable>[]): Promise<void> => {
	await db
		.insertInto("client_addresses")
		.values([...addresses])
		.onConflict((conflict) =>
			conflict.columns(["application_id", "address"]).doUpdateSet(({ ref }) => ({ seen: ref("excluded.seen") })),
		)
		.execute();
};

/** Index on `address`: those of the addresses from which applications ask for tokens. */
export const selectBackEnds = async (db: Db, addresses: readonly string[]): Promise<readonly string[]> =>
	(await db.selectFrom("client_addresses").select("address").distinct().where("address", "in", addresses).execute()).map(
		({ address }) => address,
	);

/** Index on `client_id, server_id`. Fetches of the key that named these clients. */
export const selectFetchesNaming = (
	db: Db,
	{ serverId, nextKid }: { readonly serverId: string; readonly nextKid: string },
	clientIds: readonly string[],
): Promise<Selectable<KeyFetchesTable>[]> =>
	db
		.selectFrom("key_fetches")
		.selectAll()
		.where("client_id", "in", clientIds)
		.where("server_id", "=", serverId)
		.where("next_kid", "=", nextKid)
		.orderBy("seen")
		.execute();

/** Primary keys of both. Fetches of the key that named nobody, from where these applications ask for tokens. */
export const selectFetchesFrom = (
	db: Db,
	{ serverId, nextKid }: { readonly serverId: string; readonly nextKid: string },
	applicationIds: readonly string[],
) =>
	db
		.selectFrom("client_addresses")
		.innerJoin("key_fetches", (join) =>
			join
				.onRef("key_fetches.address", "=", "client_addresses.address")
				.on("key_fetches.server_id", "=", serverId)
				.on("key_fetches.client_id", "=", ""),
		)
		.select(["application_id", "key_fetches.address", "user_agent", "key_fetches.seen"])
		.where("application_id", "in", applicationIds)
		.where("next_kid", "=", nextKid)
		.orderBy("key_fetches.seen")
		.execute();

/** Primary key. When these applications asked for tokens last. */
export const selectLastRequests = async (db: Db, applicationIds: readonly string[]): Promise<ReadonlyMap<string, Instant>> => {
	const rows = await db
		.selectFrom("client_addresses")
		.select((eb) => ["application_id", eb.fn.max("seen").as("seen")])
		.where("application_id", "in", applicationIds)
		.groupBy("application_id")
		.execute();
	return new Map(rows.map(({ application_id, seen }) => [application_id, seen]));
};

/** Index on `seen`, in batches. */
export const deleteSeenBefore = async (db: Db, moment: Instant): Promise<void> => {
	await inBatches((most) =>
		db
			.deleteFrom("key_fetches")
			.where((eb) =>
				eb(
					eb.refTuple("server_id", "address", "client_id"),
					"in",
					eb
						.selectFrom("key_fetches")
						.select(["server_id", "address", "client_id"])
						.where("seen", "<", moment)
						.limit(most)
						.$asTuple("server_id", "address", "client_id"),
				),
			),
	);
	await inBatches((most) =>
		db
			.deleteFrom("client_addresses")
			.where((eb) =>
				eb(
					eb.refTuple("application_id", "address"),
					"in",
					eb
						.selectFrom("client_addresses")
						.select(["application_id", "address"])
						.where("seen", "<", moment)
						.limit(most)
						.$asTuple("application_id", "address"),
				),
			),
	);
};
