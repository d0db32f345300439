import { Fault, type FieldFault } from "#common/faults/fault.ts";
import { type Network, readNetwork, within } from "#common/web/proxies.ts";
import type { Lifetimes, Security } from "./security.ts";

/** What an administrator sends. What is absent stays as it is. */
export interface SecurityInput {
	readonly hsts?: boolean;
	readonly sessions?: { readonly builtIn?: Partial<Lifetimes>; readonly openidConnect?: Partial<Lifetimes> };
	readonly apiKeyMaxDays?: number;
	readonly trustedProxies?: readonly string[];
	readonly dormancyDays?: number | null;
	readonly auditDays?: number | null;
}

/** Minutes. */
const SHORTEST = 5;
const LONGEST = 90 * 24 * 60;
const LONGEST_KEY_DAYS = 365;
const DORMANCY = { shortest: 7, longest: 3650 };
const AUDIT = { shortest: 30, longest: 3650 };
const MOST_PROXIES = 50;
/** The widest network that may be believed, so that all of them together are not everybody. */
const LEAST = { ipv4: 8, ipv6: 16 };

/** What `input` makes of `before`. @throws Fault `invalid_request`, naming every field that cannot be. */
export const readSecurity = (input: SecurityInput, before: Security): Security => {
	const { builtIn, openidConnect } = before.sessions;
	const given = input.trustedProxies ?? before.trustedProxies;
	const security: Security = {
		hsts: input.hsts ?? before.hsts,
		sessions: {
			builtIn: { ...builtIn, ...input.sessions?.builtIn },
			openidConnect: { ...openidConnect, ...input.sessions?.openidConnect },
		},
		apiKeyMaxDays: input.apiKeyMaxDays ?? before.apiKeyMaxDays,
		trustedProxies: [...new Set(given.map((text) => text.trim().toLowerCase()))],
		dormancyDays: input.dormancyDays === undefined ? before.dormancyDays : input.dormancyDays,
		auditDays: input.auditDays === undefined ? before.auditDays : input.auditDays,
	};
	const fields = [
		...lifetimeFaults("sessions.builtIn", security.sessions.builtIn),
		...lifetimeFaults("sessions.openidConnect", security.sessions.openidConnect),
		...dayFaults(security),
		...proxyFaults(security.trustedProxies),
	];
	if (fields.length > 0) throw new Fault("invalid_request", { fields });
	return security;
};

const isWhole = (value: number, least: number, most: number): boolean =>
	Number.isInteger(value) && value >= least && value <= most;

const lifetimeFaults = (path: string, { idleMinutes, absoluteMinutes }: Lifetimes): readonly FieldFault[] => {
	const between = `a whole number of minutes from ${SHORTEST} to ${LONGEST} (90 days)`;
	const faults: FieldFault[] = [];
	if (!isWhole(absoluteMinutes, SHORTEST, LONGEST)) {
		faults.push({ field: `${path}.absoluteMinutes`, message: `Must be ${between}.` });
	}
	if (idleMinutes === null) return faults;
	const field = `${path}.idleMinutes`;
	if (!isWhole(idleMinutes, SHORTEST, LONGEST)) faults.push({ field, message: `Must be ${between}, or null for no such limit.` });
	else if (idleMinutes > absoluteMinutes) {
		faults.push({ field, message: "Must not be longer than the session may last.", expected: `at most ${absoluteMinutes}` });
	}
	return faults;
};

const dayFaults = ({ apiKeyMaxDays, dormancyDays, auditDays }: Security): readonly FieldFault[] => {
	const faults: FieldFault[] = [];
	if (!isWhole(apiKeyMaxDays, 1, LONGEST_KEY_DAYS)) {
		faults.push({ field: "apiKeyMaxDays", message: `Must be a whole number of days from 1 to ${LONGEST_KEY_DAYS}.` });
	}
	for (const [field, days, { shortest, longest }] of [
		["dormancyDays", dormancyDays, DORMANCY],
		["auditDays", auditDays, AUDIT],
	] as const) {
		if (days === null || isWhole(days, shortest, longest)) continue;
		faults.push({ field, message: `Must be a whole number of days from ${shortest} to ${longest}, or null for never.` });
	}
	return faults;
};

const proxyFaults = (proxies: readonly string[]): readonly FieldFault[] => {
	const field = "trustedProxies";
	if (proxies.length > MOST_PROXIES) return [{ field, message: `Must be at most ${MOST_PROXIES}.` }];
	return proxies.flatMap((text) => {
		const network = readNetwork(text);
		if (network === undefined) {
			return [{ field, message: "Must be IP addresses or networks such as 10.0.0.0/8.", actual: text.slice(0, 100) }];
		}
		// Whoever is believed may say to come from anywhere.
		const message = `Must not be everybody, but /${LEAST.ipv4} or narrower, of IPv6 /${LEAST.ipv6} or narrower.`;
		return network.prefix < leastPrefix(text, network) ? [{ field, message, actual: text }] : [];
	});
};

const isMapped = within(["::ffff:0:0/96"]);

/** Of a network that lies in or holds those of IPv4 addresses written as IPv6 (RFC 4291 section 2.5.5.2), counted from there. */
const leastPrefix = (text: string, { address, family }: Network): number => {
	if (family === "ipv4") return LEAST.ipv4;
	return isMapped(address) || within([text])("::ffff:0:0") ? 96 + LEAST.ipv4 : LEAST.ipv6;
};
