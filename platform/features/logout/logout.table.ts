import type { Fixed, Instant } from "#common/db/columns.ts";

/** Logout tokens that were used: none is used twice (OpenID Connect Back-Channel Logout 1.0 section 2.6, step 8). */
export interface LogoutTokensTable {
	/** Of issuer and `jti`. */
	digest: Fixed<string>;
	expires: Fixed<Instant>;
}
