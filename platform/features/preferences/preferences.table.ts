import type { Fixed, Instant } from "#common/db/columns.ts";

/** What administrators decide beside authentication: one row of JSON per page, such as `security`. */
export interface PreferencesTable {
	name: Fixed<string>;
	value: string;
	saved_by: string | null;
	updated: Instant;
}
