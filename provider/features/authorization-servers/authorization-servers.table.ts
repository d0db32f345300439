import type { Fixed, Flag, Instant, Json } from "#common/db/columns.ts";

export type Status = "ACTIVE" | "INACTIVE";

export interface AuthorizationServersTable {
	/** `aus...`, or `default`. */
	id: Fixed<string>;
	name: string;
	name_key: string;
	description: string;
	audience: string;
	issuer_mode: string;
	status: Status;
	rotation_mode: "AUTO" | "MANUAL";
	last_rotated: Instant;
	/** `null`: only by hand. */
	next_rotation: Instant | null;
	/** Grows with every change of the server and of what belongs to it. */
	version: number;
	created: Fixed<Instant>;
	last_updated: Instant;
}

export interface AuthorizationServerKeysTable {
	/** The `kid`. */
	id: Fixed<string>;
	server_id: Fixed<string>;
	status: "ACTIVE" | "NEXT" | "EXPIRED";
	/** JSON Web Key, sealed as `authorization_server_keys.private_jwk/<id>`. */
	private_jwk: Fixed<string>;
	created: Fixed<Instant>;
	/** When it became EXPIRED. */
	retired: Instant | null;
}

export interface AuthorizationServerScopesTable {
	id: Fixed<string>;
	server_id: Fixed<string>;
	name: string;
	display_name: string | null;
	description: string | null;
	consent: "IMPLICIT" | "REQUIRED" | "FLEXIBLE";
	is_default: Flag;
	is_optional: Flag;
	metadata_publish: "NO_CLIENTS" | "ALL_CLIENTS";
	is_system: Fixed<Flag>;
}

export interface AuthorizationServerClaimsTable {
	id: Fixed<string>;
	server_id: Fixed<string>;
	name: string;
	status: Status;
	claim_type: "IDENTITY" | "RESOURCE";
	value_type: "EXPRESSION" | "GROUPS" | "SYSTEM";
	value: string | null;
	group_filter_type: "STARTS_WITH" | "EQUALS" | "CONTAINS" | "REGEX" | null;
	/** None: with any scope. */
	scopes: Json<readonly string[]>;
	always_include: Flag;
	is_system: Fixed<Flag>;
}

export interface AuthorizationServerPoliciesTable {
	id: Fixed<string>;
	server_id: Fixed<string>;
	name: string;
	description: string;
	priority: number;
	status: Status;
	is_system: Fixed<Flag>;
	/** Client IDs, or `ALL_CLIENTS`. */
	clients: Json<readonly string[]>;
	created: Fixed<Instant>;
	last_updated: Instant;
}

export interface AuthorizationServerRulesTable {
	id: Fixed<string>;
	policy_id: Fixed<string>;
	name: string;
	priority: number;
	status: Status;
	is_system: Fixed<Flag>;
	conditions: Json<RuleConditions>;
	lifetimes: Json<Lifetimes>;
	created: Fixed<Instant>;
	last_updated: Instant;
}

/** Ids that are taken in and left out. */
export interface Chosen {
	readonly include: readonly string[];
	readonly exclude: readonly string[];
}

export interface RuleConditions {
	readonly users: Chosen;
	/** `EVERYONE` stands for all people. */
	readonly groups: Chosen;
	readonly grantTypes: readonly string[];
	/** `*` stands for any scope. */
	readonly scopes: readonly string[];
}

/** How long tokens last, in minutes. */
export interface Lifetimes {
	readonly accessToken: number;
	/** 0: without end, as long as it is used. */
	readonly refreshToken: number;
	/** A refresh token that lies unused for this long is over. */
	readonly refreshTokenWindow: number;
}
