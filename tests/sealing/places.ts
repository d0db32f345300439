import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Kysely, sql } from "kysely";
import { openStorage, type Storage, type StorageSettings } from "#common/db/database.ts";
import type { Migration } from "#common/db/migrate.ts";
import type { AnyDb } from "#common/seal/ring.store.ts";
import type { SealHalf } from "#common/seal/seal.ts";
import type { SealedColumn } from "#common/seal/sealed.ts";
import { migrations as platformMigrations } from "../../platform/migrations/index.ts";
import { sealedColumns as platformColumns } from "../../platform/sealed.ts";
import { migrations as providerMigrations } from "../../provider/migrations/index.ts";
import { sealedColumns as providerColumns } from "../../provider/sealed.ts";
import { ownDatabase } from "../harness/databases.ts";

interface Known {
	readonly migrations: readonly Migration[];
	readonly columns: readonly SealedColumn[];
}

/** What the halves seal, and where. */
export const halves: Readonly<Record<SealHalf, Known>> = {
	provider: { migrations: providerMigrations, columns: providerColumns },
	platform: { migrations: platformMigrations, columns: platformColumns },
};

/** A place for databases that several open at once. */
export const makePlace = async (engine: string): Promise<StorageSettings & { readonly dataDir: string; remove(): void }> => {
	const dataDir = mkdtempSync(join(tmpdir(), "signet-sealing-"));
	const databaseUrl = engine === "PostgreSQL" ? await ownDatabase() : undefined;
	return { dataDir, databaseUrl, remove: () => rmSync(dataDir, { recursive: true, force: true }) };
};

/** Tables are named by the test itself. */
export type Anything = Record<string, Record<string, unknown>>;

export const openPlace = (place: StorageSettings, half: SealHalf): Promise<Storage<Anything>> =>
	openStorage<Anything>(place, half, halves[half].migrations);

export const asAny = (db: Kysely<Anything>): AnyDb => db as unknown as AnyDb;

/** Where in the whole database something stands that looks sealed, and what. */
export const everythingSealed = async (db: AnyDb, half: SealHalf): Promise<readonly { where: string; value: string }[]> => {
	const anything = db as unknown as Kysely<Anything>;
	const found: { where: string; value: string }[] = [];
	for (const { name, schema, columns } of await db.introspection.getTables()) {
		if (schema !== undefined && schema !== half) continue;
		for (const { name: column } of columns) {
			const rows = await anything
				.selectFrom(name)
				.select(sql<string>`cast(${sql.ref(column)} as text)`.as("value"))
				.where(sql<boolean>`cast(${sql.ref(column)} as text) like ${"%v_.%"}`)
				.execute();
			for (const { value } of rows)
				if (/(^|")v\d+\.[\w-]{38,}("|$)/.test(value)) found.push({ where: `${name}.${column}`, value });
		}
	}
	return found;
};
