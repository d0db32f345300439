/** Security settings: their shape and what they are until somebody changes them. */

/** How long a session lasts. Minutes. */
export interface Lifetimes {
	/** Without a request; null for no such limit. */
	readonly idleMinutes: number | null;
	/** From the sign-in, however busy it is. */
	readonly absoluteMinutes: number;
}

export interface Security {
	/** Strict-Transport-Security (RFC 6797); it means something only at an https address. */
	readonly hsts: boolean;
	readonly sessions: { readonly builtIn: Lifetimes; readonly openidConnect: Lifetimes };
	/** The longest life of an API key. */
	readonly apiKeyMaxDays: number;
	/** Addresses and networks whose `X-Forwarded-For` is believed, beside those of `SIGNET_TRUST_PROXY`. */
	readonly trustedProxies: readonly string[];
	/** Days without a visit after which an account is dormant; null for never. */
	readonly dormancyDays: number | null;
	/** Days after which the audit log forgets; null for never. */
	readonly auditDays: number | null;
}

const DAY = 24 * 60;

export const SECURITY_DEFAULTS: Security = {
	hsts: true,
	sessions: {
		builtIn: { idleMinutes: null, absoluteMinutes: 7 * DAY },
		openidConnect: { idleMinutes: null, absoluteMinutes: DAY },
	},
	apiKeyMaxDays: 90,
	trustedProxies: [],
	dormancyDays: null,
	auditDays: null,
};
