import type { Migration } from "#common/db/migrate.ts";
import { migrations as platformMigrations } from "../../platform/migrations/index.ts";
import { migrations as providerMigrations } from "../../provider/migrations/index.ts";
import type { HalfName } from "../halves.ts";

/** The halves, in the order in which they stand in a backup, and what brings each one's database up to date. */
export const MIGRATIONS: Readonly<Record<HalfName, readonly Migration[]>> = {
	provider: providerMigrations,
	platform: platformMigrations,
};

export const HALVES = Object.keys(MIGRATIONS) as readonly HalfName[];

/** What keeps a backup from being made or restored, as a sentence for whoever called. */
export class BackupError extends Error {}

/** The sentence of anything thrown; of the system's errors the code, since their messages repeat the path. */
export const sentenceOf = (thrown: unknown): string => {
	if (thrown instanceof BackupError) return thrown.message;
	const { code, message } = thrown as NodeJS.ErrnoException;
	return `it failed: ${message || code || "unknown error"}. Nothing is left half done.`;
};
