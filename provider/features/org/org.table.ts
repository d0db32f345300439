import type { Fixed, Instant } from "#common/db/columns.ts";

/** One row. */
export interface OrganizationTable {
	/** Always `only`: of two processes that start at once one makes the row. */
	key: Fixed<"only">;
	id: Fixed<string>;
	created: Fixed<Instant>;
	/** Id of the access policy of the administrators' console; null: what holds where none was chosen. */
	console_policy: string | null;
}
