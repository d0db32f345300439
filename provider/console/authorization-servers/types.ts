/** What the API answers with about authorization servers, as far as the pages read it. */

export type Status = "ACTIVE" | "INACTIVE";

export interface AuthorizationServer {
	readonly id: string;
	readonly name: string;
	readonly description: string;
	readonly audiences: readonly string[];
	readonly issuer: string;
	readonly status: Status;
	readonly default: boolean;
	readonly credentials: {
		readonly signing: {
			readonly kid: string;
			readonly rotationMode: "AUTO" | "MANUAL";
			readonly lastRotated: string;
			readonly nextRotation?: string;
		};
	};
}

export interface ServerKey {
	readonly kid: string;
	readonly status: "ACTIVE" | "NEXT" | "EXPIRED";
}

export interface Scope {
	readonly id: string;
	readonly name: string;
	readonly displayName?: string;
	readonly description?: string;
	readonly default: boolean;
	readonly metadataPublish: "NO_CLIENTS" | "ALL_CLIENTS";
	readonly system: boolean;
}

export type GroupFilterType = "STARTS_WITH" | "EQUALS" | "CONTAINS" | "REGEX";

export interface Claim {
	readonly id: string;
	readonly name: string;
	readonly status: Status;
	readonly claimType: "IDENTITY" | "RESOURCE";
	readonly valueType: "EXPRESSION" | "GROUPS" | "SYSTEM";
	readonly value?: string;
	readonly group_filter_type?: GroupFilterType;
	readonly conditions: { readonly scopes: readonly string[] };
	readonly alwaysIncludeInToken: boolean;
	readonly system: boolean;
}

export interface Policy {
	readonly id: string;
	readonly name: string;
	readonly description: string;
	readonly priority: number;
	readonly status: Status;
	readonly conditions: { readonly clients: { readonly include: readonly string[] } };
}

export interface Chosen {
	readonly include: readonly string[];
	readonly exclude: readonly string[];
}

export interface Rule {
	readonly id: string;
	readonly name: string;
	readonly priority: number;
	readonly status: Status;
	readonly conditions: {
		readonly people: { readonly users: Chosen; readonly groups: Chosen };
		readonly grantTypes: { readonly include: readonly string[] };
		readonly scopes: { readonly include: readonly string[] };
	};
	readonly actions: {
		readonly token: {
			readonly accessTokenLifetimeMinutes: number;
			readonly refreshTokenLifetimeMinutes: number;
			readonly refreshTokenWindowMinutes: number;
		};
	};
}

export const SERVERS = "/api/v1/authorizationServers";
