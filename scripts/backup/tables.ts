import { CHANGES_TABLE } from "#common/db/changes.ts";

export const MIGRATIONS_TABLE = "migrations";
export const LOCK_TABLE = "migrations_lock";

/** Of this one database, and wrong in any other: which migrations ran (the header says it), who works right now, what caches go by. */
const OWN = new Set([MIGRATIONS_TABLE, LOCK_TABLE, "leases", CHANGES_TABLE]);

export const isCarried = (table: string): boolean => !OWN.has(table);

export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
