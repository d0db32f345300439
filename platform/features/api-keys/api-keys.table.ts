import type { Fixed, Instant } from "#common/db/columns.ts";

/** A key with which a person's own tools call the API as that person. */
export interface ApiKeysTable {
	id: Fixed<string>;
	user_id: Fixed<string>;
	name: Fixed<string>;
	/** Of the key, which is shown once. */
	digest: Fixed<string>;
	created: Fixed<Instant>;
	expires: Fixed<Instant>;
	/** Written at most once a minute. */
	last_used: Instant | null;
	last_address: string | null;
}
