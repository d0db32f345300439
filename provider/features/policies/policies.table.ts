import type { Fixed, Flag, Instant, Json } from "#common/db/columns.ts";
import type { PolicyType, Status } from "./policies.ts";

/** What a policy or a rule says, as it was given: conditions, settings, actions. */
export type Document = Readonly<Record<string, unknown>>;

interface Named {
	id: Fixed<string>;
	name: string;
	/** Folded name. */
	name_key: string;
	status: Status;
	/** The smallest comes first. */
	priority: number;
	/** Made by the provider itself, and there for good. */
	built_in: Fixed<Flag>;
	document: Json<Document>;
	created: Fixed<Instant>;
	last_updated: Instant;
}

export interface PoliciesTable extends Named {
	type: Fixed<PolicyType>;
}

export interface PolicyRulesTable extends Named {
	policy_id: Fixed<string>;
	type: Fixed<string>;
}

/** Passwords that people had. */
export interface PasswordHistoryTable {
	id: Fixed<string>;
	user_id: Fixed<string>;
	password_hash: Fixed<string>;
	created: Fixed<Instant>;
}

/** Wrong passwords since the last right one. */
export interface FailedSignInsTable {
	user_id: Fixed<string>;
	count: number;
	last: Instant;
}
