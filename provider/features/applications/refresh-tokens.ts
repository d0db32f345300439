/** A refresh token that works, without the token itself. */
export interface RefreshToken {
	readonly id: string;
	readonly clientId: string;
	readonly userId: string;
	readonly issuer: string;
	readonly scopes: readonly string[];
	readonly created: string;
	readonly expires: string;
}

/** Whose tokens: an application's, a person's, or a person's at an application. */
export interface TokensOf {
	/** The authorization server that has issued them; any when absent. */
	readonly server?: string | undefined;
	readonly clientId?: string | undefined;
	readonly userId?: string | undefined;
}

export interface TokenPage {
	/** The last one before. */
	readonly after?: Pick<RefreshToken, "id" | "userId"> | undefined;
	readonly limit: number;
}

/** What the protocol engine knows of refresh tokens. */
export interface RefreshTokens {
	/** In an order of no meaning. */
	list(of: TokensOf, page: TokenPage): Promise<readonly RefreshToken[]>;
	find(of: TokensOf, id: string): Promise<RefreshToken | undefined>;
	/** The clients that a person has tokens of. */
	clientsOf(userId: string): Promise<readonly string[]>;
	/** Ends a token with all that was issued with it. */
	revoke(id: string): Promise<void>;
	/** Ends all of them, likewise. */
	revokeAll(of: TokensOf): Promise<void>;
}
