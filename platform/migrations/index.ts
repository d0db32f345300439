import type { Migration } from "#common/db/migrate.ts";
import { start } from "./0001-start.ts";
import { door } from "./0002-door.ts";
import { changes } from "./0003-changes.ts";
import { leases } from "./0004-leases.ts";
import { sealing } from "./0005-sealing.ts";

/** In order, by hand. A released migration never changes. */
export const migrations: readonly Migration[] = [start, door, changes, leases, sealing];
