/** For whom, from where and on which device a rule holds. */
import { fieldFault } from "#common/faults/fault.ts";
import { at, checkBoolean, checkOneOf, checkTexts, textsAt } from "./document.ts";
import { isFor, type Subject } from "./evaluation.ts";
import type { Document } from "./policies.table.ts";

/** What rules look at. */
export interface Circumstances extends Subject {
	readonly knownDevice: boolean;
	/** Whether the address of the sign-in is in this zone, which must be active. */
	readonly isInZone: (zoneId: string) => boolean;
}

/** What a rule asks of the circumstances, in the order in which it is asked. */
export type Condition = "people" | "network" | "device" | "kind" | "other";

/** Lists that must be empty, and values that must say "any": nothing of this is known here. */
const NOTHING_IN = [
	"conditions.userType.include",
	"conditions.userType.exclude",
	"conditions.platform.include",
	"conditions.platform.exclude",
	"conditions.risk.behaviors",
	"conditions.deviceAssurance.include",
	"conditions.device.assurance.include",
	"conditions.identityProvider.idpIds",
	"conditions.userStatus.value",
] as const;
const ANY_AT = { "conditions.riskScore.level": ["ANY"], "conditions.identityProvider.provider": ["ANY", "OKTA"] } as const;
const NOT_TRUE = ["conditions.device.managed", "conditions.device.registered", "conditions.device.rooted"] as const;
const EXPRESSION = "conditions.elCondition.condition";

/** The path of the first thing in a rule that nobody can tell here. */
const unknownIn = (document: Document): string | undefined => {
	const full = (path: string) => {
		const value = at(document, path);
		return value !== undefined && value !== null && !(Array.isArray(value) && value.length === 0);
	};
	const otherThan = (path: string, any: readonly unknown[]) => full(path) && !any.includes(at(document, path));
	return (
		NOTHING_IN.find(full) ??
		Object.entries(ANY_AT).find(([path, any]) => otherThan(path, any))?.[0] ??
		NOT_TRUE.find((path) => otherThan(path, [false])) ??
		(otherThan(EXPRESSION, [""]) ? EXPRESSION : undefined)
	);
};

/** Network zones that a rule names. */
export const zonesIn = (document: Document): readonly string[] =>
	at(document, "conditions.network.connection") === "ZONE"
		? ["include", "exclude"].flatMap((list) => textsAt(document, `conditions.network.${list}`))
		: [];

/** @throws Fault `invalid_request` for a condition that cannot be told here: a rule that says less must not hold for more. */
export const checkSignOnConditions = (document: Document): void => {
	const unknown = unknownIn(document);
	if (unknown !== undefined) throw fieldFault("invalid_request", unknown, "This is not known here: leave it out.");
	checkOneOf(document, "conditions.authContext.authType", ["ANY", "RADIUS", "LDAP_INTERFACE"]);
	checkOneOf(document, "conditions.network.connection", ["ANYWHERE", "ZONE"]);
	for (const list of ["include", "exclude"]) checkTexts(document, `conditions.network.${list}`);
	if (at(document, "conditions.network.connection") === "ZONE" && zonesIn(document).length === 0)
		throw fieldFault("invalid_request", "conditions.network", "Name the network zones: include, exclude or both.");
	checkBoolean(document, "conditions.device.known");
};

const isFromThere = (document: Document, { isInZone }: Circumstances): boolean => {
	const zones = (list: string) => textsAt(document, `conditions.network.${list}`);
	const connection = at(document, "conditions.network.connection") ?? "ANYWHERE";
	if (connection === "ANYWHERE") return true;
	if (connection !== "ZONE" || zones("exclude").some(isInZone)) return false;
	return zones("include").length === 0 ? zones("exclude").length > 0 : zones("include").some(isInZone);
};

/** The first condition of a rule that these circumstances do not meet; undefined where it holds. */
export const failedCondition = (document: Document, circumstances: Circumstances): Condition | undefined => {
	if (!isFor(document, circumstances)) return "people";
	if (!isFromThere(document, circumstances)) return "network";
	const known = at(document, "conditions.device.known");
	if (typeof known === "boolean" && known !== circumstances.knownDevice) return "device";
	if ((at(document, "conditions.authContext.authType") ?? "ANY") !== "ANY") return "kind";
	// From before such a thing was refused: it has never held for anybody.
	return unknownIn(document) === undefined ? undefined : "other";
};
