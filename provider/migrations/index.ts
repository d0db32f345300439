import type { Migration } from "#common/db/migrate.ts";
import { start } from "./0001-start.ts";
import { registrationTokens } from "./0002-registration-tokens.ts";

/** In order, by hand. A released migration never changes. */
export const migrations: readonly Migration[] = [start, registrationTokens];
