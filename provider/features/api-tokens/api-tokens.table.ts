import type { Fixed, Instant } from "#common/db/columns.ts";

export interface ApiTokensTable {
	id: Fixed<string>;
	digest: Fixed<string>;
	name: string;
	user_id: Fixed<string>;
	created: Fixed<Instant>;
	last_updated: Instant;
	last_used: Instant | null;
	/** Moves on whenever the token is used. */
	expires: Instant;
}
