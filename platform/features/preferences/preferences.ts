import { fromJson, type Json, toJson } from "#common/db/columns.ts";
import { within } from "#common/web/proxies.ts";
import type { Db } from "../../database.ts";
import { holdPreference, selectPreference, updatePreference } from "./preferences.store.ts";
import { readSecurity, type SecurityInput } from "./read-security.ts";
import { SECURITY_DEFAULTS, type Security } from "./security.ts";

/**
 * Preferences: what administrators decide beside authentication. So far one page, *Manage* > *Admin* > *Security*: HSTS, how
 * long sessions and API keys last, which proxies are believed, when an account is dormant, and how long the audit log is kept.
 * They take effect without a restart, on every replica within a second.
 */

export type { SecurityInput } from "./read-security.ts";
export type { Lifetimes, Security } from "./security.ts";

const NAME = "security";

/** Milliseconds for which what was read is not read again. */
const FRESH = 1_000;

interface Heard {
	readonly security: Security;
	readonly at: number;
}
const heard = new WeakMap<Db, Heard>();

/** Settings that came later than the row have their defaults. */
const toSecurity = (value: Json<Partial<Security>> | undefined): Security => ({
	...SECURITY_DEFAULTS,
	...(value === undefined ? {} : fromJson(value)),
});

/** The security settings in force; at most a second old. */
export const securityOf = async (db: Db): Promise<Security> => {
	if (isFresh(db)) return lastSecurity(db);
	const asking = reading.get(db) ?? read(db).finally(() => reading.delete(db));
	reading.set(db, asking);
	return asking;
};

/** Whether what was last read here is what `securityOf` answers. */
export const isFresh = (db: Db): boolean => Math.abs(Date.now() - (heard.get(db)?.at ?? 0)) < FRESH;

/** One question at a time, however many wait for the answer. */
const reading = new WeakMap<Db, Promise<Security>>();

const read = async (db: Db): Promise<Security> => {
	const at = Date.now();
	const security = toSecurity(await selectPreference(db, NAME));
	// What was saved meanwhile is newer than what was asked for before.
	const known = heard.get(db);
	if (known !== undefined && known.at >= at) return known.security;
	heard.set(db, { security, at });
	return security;
};

/** As last read here, for what cannot wait; the defaults before that. */
export const lastSecurity = (db: Db): Security => heard.get(db)?.security ?? SECURITY_DEFAULTS;

export interface SavedSecurity {
	readonly security: Security;
	/** Old and new value of each field that changed. */
	readonly changes: Readonly<Record<string, { readonly from: unknown; readonly to: unknown }>>;
}

/** Changes the security settings. @throws Fault `invalid_request`, naming every field that cannot be. */
export const saveSecurity = async (db: Db, input: SecurityInput, savedBy: string): Promise<SavedSecurity> => {
	const saved = await db.transaction().execute(async (tx) => {
		await holdPreference(tx, NAME, toJson(SECURITY_DEFAULTS));
		const before = toSecurity(await selectPreference(tx, NAME));
		const security = readSecurity(input, before);
		await updatePreference(tx, NAME, toJson(security), savedBy);
		return { security, changes: changesBetween(before, security) };
	});
	heard.set(db, { security: saved.security, at: Date.now() });
	return saved;
};

const flat = ({ sessions: { builtIn, openidConnect }, ...rest }: Security): Record<string, unknown> => ({
	...rest,
	"sessions.builtIn.idleMinutes": builtIn.idleMinutes,
	"sessions.builtIn.absoluteMinutes": builtIn.absoluteMinutes,
	"sessions.openidConnect.idleMinutes": openidConnect.idleMinutes,
	"sessions.openidConnect.absoluteMinutes": openidConnect.absoluteMinutes,
});

const changesBetween = (before: Security, after: Security): SavedSecurity["changes"] => {
	const [from, to] = [flat(before), flat(after)];
	const changed = Object.keys(to).filter((name) => JSON.stringify(from[name]) !== JSON.stringify(to[name]));
	return Object.fromEntries(changed.map((name) => [name, { from: from[name], to: to[name] }]));
};

/** Whether a proxy's `X-Forwarded-For` is believed: as the environment says, or as was saved. */
export const trustedBy = (db: Db, fromEnvironment: readonly string[]): ((address: string) => boolean) => {
	const always = within(fromEnvironment);
	let saved = { list: SECURITY_DEFAULTS.trustedProxies, holds: within([]) };
	return (address) => {
		const { trustedProxies: list } = lastSecurity(db);
		if (list !== saved.list) saved = { list, holds: within(list) };
		return always(address) || saved.holds(address);
	};
};
