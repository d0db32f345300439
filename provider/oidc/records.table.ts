import type { Fixed } from "#common/db/columns.ts";

/** What the protocol engine keeps: codes, tokens, grants, interactions. */
export interface EngineRecordsTable {
	model: Fixed<string>;
	/** Of the record's id; the id itself for grants, which are no secret. */
	digest: Fixed<string>;
	payload: string;
	grant_id: string | null;
	account_id: string | null;
	client_id: string | null;
	/** Seconds since the epoch. */
	consumed: number | null;
	/** Seconds since the epoch. */
	expires: number;
}
