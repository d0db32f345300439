/** A token with which scripts call the management API. Moments are ISO 8601, UTC. */
export interface ApiToken {
	readonly id: string;
	readonly name: string;
	readonly userId: string;
	readonly created: string;
	readonly lastUsed: string | null;
	readonly expiresAt: string;
}

/** As it is answered when it is made, and never again. */
export interface NewApiToken extends ApiToken {
	readonly token: string;
}

export type OriginScopeType = "CORS" | "REDIRECT" | "IFRAME_EMBED";

export interface TrustedOrigin {
	readonly id: string;
	readonly name: string;
	readonly origin: string;
	readonly status: "ACTIVE" | "INACTIVE";
	readonly scopes: readonly { readonly type: OriginScopeType }[];
}
