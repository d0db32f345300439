import type { StorageSettings } from "#common/db/database.ts";
import type { HalfName } from "../halves.ts";
import { postgresSnapshot } from "./snapshot-postgres.ts";
import { sqliteSnapshot } from "./snapshot-sqlite.ts";

export type Row = readonly (string | number | null)[];

export interface TableShape {
	readonly table: string;
	readonly columns: readonly string[];
}

/** One moment of a half's database, read while it goes on changing. Nothing is written through it. */
export interface Snapshot {
	readonly engine: "SQLite" | "PostgreSQL";
	/** Names of those that ran, in their order. */
	readonly migrations: readonly string[];
	/** What a backup holds. */
	readonly tables: readonly TableShape[];
	/** Some rows at a time, so that memory stays flat whatever there is. */
	rows(of: TableShape): AsyncIterable<readonly Row[]>;
	count(table: string): Promise<number>;
	close(): Promise<void>;
}

/** Undefined where the half has no database yet. */
export const openSnapshot = ({ dataDir, databaseUrl }: StorageSettings, half: HalfName): Promise<Snapshot | undefined> =>
	databaseUrl === undefined ? sqliteSnapshot(dataDir, half) : postgresSnapshot(databaseUrl, half);
