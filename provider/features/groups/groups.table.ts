import type { Generated } from "kysely";
import type { Fixed, Flag, Instant, Json } from "#common/db/columns.ts";

export interface GroupsTable {
	id: Fixed<string>;
	type: Fixed<"OKTA_GROUP" | "BUILT_IN">;
	name: string;
	name_key: string;
	description: string;
	/** What the profile holds besides. */
	attributes: Generated<Json<Readonly<Record<string, string | number | boolean>>>>;
	created: Fixed<Instant>;
	last_updated: Instant;
	last_membership_updated: Instant;
}

/** Every further attribute of every group, for searching. */
export interface GroupAttributesTable {
	group_id: Fixed<string>;
	/** Without `profile.`. */
	name: Fixed<string>;
	/** As `common/db/keys.ts` has it. */
	value_key: Fixed<string>;
}

export interface GroupMembersTable {
	group_id: Fixed<string>;
	user_id: Fixed<string>;
	/** 0 where rules alone put the person here. */
	by_hand: Generated<Flag>;
}

/** People whose groups the rules have to be asked about again. */
export interface GroupRuleQueueTable {
	user_id: Fixed<string>;
	queued: Instant;
	/** Counts the jobs that took the row: writing it is how a job claims it. */
	claims: number;
}
