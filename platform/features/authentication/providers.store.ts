import type { Selectable } from "kysely";
import { type Instant, now } from "#common/db/columns.ts";
import type { Db } from "../../database.ts";
import type { ClientKeysTable, ProviderDocumentsTable } from "./authentication.table.ts";

/** Primary key. */
export const selectDocument = (db: Db, issuer: string): Promise<Selectable<ProviderDocumentsTable> | undefined> =>
	db.selectFrom("provider_documents").selectAll().where("issuer", "=", issuer).executeTakeFirst();

/** Primary key; what is not given stays as it was. */
export const upsertDocument = async (
	db: Db,
	issuer: string,
	change: Pick<ProviderDocumentsTable, "metadata"> & Partial<Pick<ProviderDocumentsTable, "keys">>,
): Promise<void> => {
	await db
		.insertInto("provider_documents")
		.values({ issuer, keys: null, ...change, heard: now() })
		.onConflict((conflict) => conflict.column("issuer").doUpdateSet({ ...change, heard: now() }))
		.execute();
};

/** Oldest first. The table has one row. */
export const selectClientKeys = (db: Db): Promise<readonly Selectable<ClientKeysTable>[]> =>
	db.selectFrom("client_keys").selectAll().orderBy("created").orderBy("kid").execute();

/** Primary key; of two with one `kid`, the first stays. */
export const insertClientKey = async (
	db: Db,
	key: { kid: string; private_key: string; public_key: string; created: Instant },
): Promise<void> => {
	await db
		.insertInto("client_keys")
		.values(key)
		.onConflict((conflict) => conflict.column("kid").doNothing())
		.execute();
};
