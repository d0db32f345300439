import type { Fixed, Instant } from "#common/db/columns.ts";

export interface GroupsTable {
	id: Fixed<string>;
	type: Fixed<"OKTA_GROUP" | "BUILT_IN">;
	name: string;
	name_key: string;
	description: string;
	created: Fixed<Instant>;
	last_updated: Instant;
	last_membership_updated: Instant;
}

export interface GroupMembersTable {
	group_id: Fixed<string>;
	user_id: Fixed<string>;
}
