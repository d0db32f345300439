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
	/** `null` for ever. */
	readonly auditDays: number | null;
}

/** What the API answers: those of the environment cannot be changed here. */
export interface SavedSecurity extends Security {
	readonly environmentProxies: readonly string[];
}

export const securityQuery = { queryKey: ["security"], queryFn: () => call<SavedSecurity>("GET", "/api/v0/security") };

/** Some of it; the rest stays as it is. */
export type SecurityChange = Partial<Omit<Security, "sessions">> & {
	readonly sessions?: { readonly [Kind in keyof Security["sessions"]]?: Partial<Lifetimes> };
};

export const saveSecurity = (change: SecurityChange) => call<SavedSecurity>("PUT", "/api/v0/security", change);

/** What can be sent of what came. */
export const securityOf = ({ environmentProxies, ...security }: SavedSecurity): Security => security;

/** Of lists what they hold; JSON would take a blank field for `null`. */
const same = (one: unknown, other: unknown): boolean =>
	typeof one === "object" && one !== null ? JSON.stringify(one) === JSON.stringify(other) : Object.is(one, other);

/** The members of `draft` that are other than in `base`. */
const changed = <T extends object>(draft: T, base: T): Partial<T> =>
	Object.fromEntries(Object.entries(draft).filter(([name, value]) => !same(value, base[name as keyof T]))) as Partial<T>;

/** What of `draft` is other than in `base`. */
export const differenceOf = ({ sessions, ...draft }: Security, { sessions: before, ...base }: Security): SecurityChange => {
	const lifetimes = changed(
		{ builtIn: changed(sessions.builtIn, before.builtIn), openidConnect: changed(sessions.openidConnect, before.openidConnect) },
		{ builtIn: {}, openidConnect: {} },
	);
	return { ...changed(draft, base), ...(same(lifetimes, {}) ? {} : { sessions: lifetimes }) };
};

/** `security` with `change` in it. */
export const merged = ({ sessions, ...security }: Security, { sessions: lifetimes, ...change }: SecurityChange): Security => ({
	...security,
	...change,
	sessions: {
		builtIn: { ...sessions.builtIn, ...lifetimes?.builtIn },
		openidConnect: { ...sessions.openidConnect, ...lifetimes?.openidConnect },
	},
});
