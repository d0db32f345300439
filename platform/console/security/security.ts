import { call } from "#common/ui/api/call.ts";

/** Minutes; `null` for no such limit. */
export interface Lifetimes {
	readonly idleMinutes: number | null;
	readonly absoluteMinutes: number;
}

export interface Security {
	readonly hsts: boolean;
	readonly sessions: { readonly builtIn: Lifetimes; readonly openidConnect: Lifetimes };
	readonly apiKeyMaxDays: number;
	/** Addresses and networks. */
	readonly trustedProxies: readonly string[];
	/** `null` for never. */
	readonly dormancyDays: number | null;
}

/** What the API answers: those of the environment cannot be changed here. */
export interface SavedSecurity extends Security {
	readonly environmentProxies?: readonly string[];
}

export const securityQuery = { queryKey: ["security"], queryFn: () => call<SavedSecurity>("GET", "/api/v0/security") };

export const saveSecurity = (security: Security) => call<SavedSecurity>("PUT", "/api/v0/security", security);

/** What can be sent of what came. */
export const securityOf = ({ hsts, sessions, apiKeyMaxDays, trustedProxies, dormancyDays }: SavedSecurity): Security => ({
	hsts,
	sessions,
	apiKeyMaxDays,
	trustedProxies,
	dormancyDays,
});
