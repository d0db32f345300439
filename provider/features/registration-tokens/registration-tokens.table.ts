import type { Fixed, Instant } from "#common/db/columns.ts";

export interface RegistrationTokensTable {
	id: Fixed<string>;
	digest: Fixed<string>;
	name: Fixed<string>;
	/** Assigned to the application that the token makes; `null`: nobody is. */
	group_id: string | null;
	/** `null` for the token of the settings. */
	created_by: Fixed<string | null>;
	created: Fixed<Instant>;
	expires: Instant;
	used: Instant | null;
	revoked: Instant | null;
	/** What it made; `null` until then, and once that is deleted. */
	application_id: string | null;
}
