import { type Expression as Column, type RawBuilder, type SqlBool, sql } from "kysely";
import type { Condition, Properties, Property } from "#common/db/conditions.ts";
import type { Operator } from "#common/expression/expression.ts";
import type { Value } from "#common/expression/tokens.ts";
import { eventTypes } from "./event-types.ts";

const OPERATORS = ["eq", "ne", "sw", "ew", "co", "pr"] as const;

/**
 * How `column` is compared, alike on both engines: `like` minds the letter case on one and not on the other. The letter case of
 * identifiers counts, that of names does not.
 */
const comparison = (column: Column<unknown>, operator: Operator, value: string, fold: boolean): Condition => {
	const [is, wanted]: Column<unknown>[] = fold
		? [sql`lower(${column})`, sql`lower(${value})`]
		: [column, sql`cast(${value} as text)`];
	switch (operator) {
		case "eq":
			return sql<SqlBool>`${is} = ${wanted}`;
		case "ne":
			return sql<SqlBool>`(${is} is null or ${is} <> ${wanted})`;
		case "sw":
			return sql<SqlBool>`substr(${is}, 1, length(${wanted})) = ${wanted}`;
		case "ew":
			return sql<SqlBool>`(length(${is}) >= length(${wanted}) and substr(${is}, length(${is}) - length(${wanted}) + 1) = ${wanted})`;
		default:
			return value === "" ? sql<SqlBool>`${is} is not null` : sql<SqlBool>`replace(${is}, ${wanted}, '') <> ${is}`;
	}
};

const isThere = (column: Column<unknown>): Condition => sql<SqlBool>`(${column} is not null and ${column} <> '')`;

/** A comparison of texts, wrapped by `within` where the texts are several. */
const property = (column: Column<unknown>, fold: boolean, within = (condition: Condition) => condition): Property => ({
	operators: OPERATORS,
	compare: (operator, value) => (typeof value === "string" ? within(comparison(column, operator, value, fold)) : undefined),
	present: () => within(isThere(column)),
});

const id = (column: string): Property => property(sql.ref(`log.${column}`), false);
const name = (column: string): Property => property(sql.ref(`log.${column}`), true);

const truth = (value: boolean): Condition => (value ? sql<SqlBool>`1 = 1` : sql<SqlBool>`1 = 0`);

const holds = (is: Value | null, operator: Operator, value: Value): boolean => {
	if (operator === "eq") return is === value;
	if (operator === "ne") return is !== value;
	if (typeof is !== "string") return false;
	const wanted = String(value);
	return operator === "sw" ? is.startsWith(wanted) : operator === "ew" ? is.endsWith(wanted) : is.includes(wanted);
};

/** A property that has the same value in every event. */
const always = (is: Value | null): Property => ({
	operators: OPERATORS,
	compare: (operator, value) => truth(holds(is, operator, value)),
	present: () => truth(is !== null),
});

const types = Object.entries(eventTypes);

const ofTypes = (chosen: readonly string[]): Condition =>
	chosen.length === 0 ? truth(false) : sql<SqlBool>`log.event_type in (${sql.join(chosen)})`;

/** What follows from the type is asked of the types, which are few. */
const ofType = (text: (type: readonly [string, string]) => string): Property => ({
	operators: OPERATORS,
	compare: (operator, value) =>
		typeof value === "string"
			? ofTypes(types.filter((type) => holds(text(type).toLowerCase(), operator, value.toLowerCase())).map(([type]) => type))
			: undefined,
	present: () => truth(true),
});

const eventType = id("event_type");

const FIXED: Readonly<Record<string, Property>> = {
	uuid: id("id"),
	eventType,
	displayMessage: ofType(([, message]) => message),
	severity: id("severity"),
	version: always("0"),
	legacyEventType: always(null),
	"outcome.result": id("result"),
	"outcome.reason": name("reason"),
	"actor.id": id("actor_id"),
	"actor.type": id("actor_type"),
	"actor.alternateId": name("actor_alternate_id"),
	"actor.displayName": name("actor_name"),
	"client.ipAddress": id("ip"),
	"client.userAgent.rawUserAgent": name("user_agent"),
	"client.userAgent.os": name("os"),
	"client.userAgent.browser": name("browser"),
	"client.device": name("device"),
	"request.ipChain.ip": id("ip"),
	"request.ipChain.version": property(
		sql`case when log.ip = '' then null when replace(log.ip, ':', '') = log.ip then 'V4' else 'V6' end`,
		false,
	),
	"transaction.id": id("request_id"),
	"transaction.type": property(sql`case when substr(log.request_id, 1, 3) = 'req' then 'WEB' else 'JOB' end`, false),
	"transaction.detail.requestApiTokenId": id("token_id"),
	"authenticationContext.externalSessionId": id("session_id"),
	"authenticationContext.rootSessionId": id("session_id"),
	"authenticationContext.authenticationStep": always(0),
	"debugContext.debugData.requestId": id("request_id"),
};

/** Properties of Okta's events that nothing here fills. */
const EMPTY = new Set([
	...["client.id", "client.zone", "request.ipChain.source"],
	...["city", "state", "country", "postalCode", "geolocation.lat", "geolocation.lon"].flatMap((part) => [
		`client.geographicalContext.${part}`,
		`request.ipChain.geographicalContext.${part}`,
	]),
	...["asNumber", "asOrg", "isp", "domain", "isProxy"].map((part) => `securityContext.${part}`),
	...["authenticationProvider", "credentialProvider", "credentialType", "issuer", "interface"].map(
		(part) => `authenticationContext.${part}`,
	),
]);

const TARGET = /^target\.(id|type|alternateId|displayName)$/;
const DEBUG_DATA = /^debugContext\.debugData\.([A-Za-z_]\w{0,63})$/;

/** Every property of an event that a filter may name; any element of `target` does. */
export const propertiesOfEvents = (postgres: boolean): Properties => {
	const json = (column: string): RawBuilder<unknown> =>
		postgres ? sql`cast(${sql.ref(`log.${column}`)} as json)` : sql.ref(`log.${column}`);
	const targets = postgres
		? sql`json_array_elements(${json("targets")}) as target(value)`
		: sql`json_each(${json("targets")}) as target`;
	const target = (part: string): Property => {
		const given = (member: string) => sql`target.value ->> ${sql.lit(member)}`;
		const text = part === "alternateId" ? sql`coalesce(${given(part)}, ${given("displayName")})` : sql`(${given(part)})`;
		const any = (condition: Condition): Condition => sql<SqlBool>`exists (select 1 from ${targets} where ${condition})`;
		return property(text, part === "alternateId" || part === "displayName", any);
	};
	const debugData = (member: string): Property => property(sql`cast(${json("detail")} ->> ${sql.lit(member)} as text)`, false);
	return (path) => {
		if (Object.hasOwn(FIXED, path)) return FIXED[path];
		if (EMPTY.has(path)) return always(null);
		const [, part] = TARGET.exec(path) ?? [];
		if (part !== undefined) return target(part);
		const [, member] = DEBUG_DATA.exec(path) ?? [];
		return member === undefined ? undefined : debugData(member);
	};
};
