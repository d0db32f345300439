import type { Fixed, Instant } from "#common/db/columns.ts";

/** The last code that was mailed to a person. */
export interface EmailCodesTable {
	user_id: Fixed<string>;
	/** Keyed: six digits would be found from a digest. Null once the code is spent. */
	fingerprint: string | null;
	/** Where it went. */
	address: string;
	expires: Instant;
	/** With this code. */
	tries: number;
	/** Codes since `sent_since`. */
	sent: number;
	sent_since: Instant;
}

/** Those that are left. */
export interface RecoveryCodesTable {
	user_id: Fixed<string>;
	/** Keyed, so that a copy of the table does not tell them. */
	fingerprint: Fixed<string>;
}
