import { Type } from "typebox";
import { limitUpTo } from "#common/web/paging.ts";
import type { Tx } from "../../database.ts";
import type { Document } from "./policies.table.ts";
import { type Guard, type Policy, type PolicyType, policyTypes, unguarded } from "./policies.ts";

const text = (maxLength: number) => Type.String({ maxLength });
const anything = Type.Optional(Type.Unknown());

export const ById = Type.Object({ id: text(100) });
export const RuleById = Type.Object({ id: text(100), ruleId: text(100) });
export const Activating = Type.Object(
	{ activate: Type.Optional(Type.Enum(["true", "false"] as const)) },
	{ additionalProperties: false },
);
export const Creating = Type.Object(
	{ activate: Type.Optional(Type.Enum(["true", "false"] as const)), limit: Type.Optional(text(10)) },
	{ additionalProperties: false },
);
export const One = Type.Object({ expand: Type.Optional(Type.Literal("rules")) }, { additionalProperties: false });
export const List = Type.Object(
	{
		type: Type.Enum(policyTypes),
		status: Type.Optional(Type.Enum(["ACTIVE", "INACTIVE"] as const)),
		q: Type.Optional(text(200)),
		expand: Type.Optional(Type.Union([Type.Literal("rules"), Type.Literal("")])),
		sortBy: Type.Optional(text(50)),
		resourceId: Type.Optional(text(100)),
		limit: limitUpTo(200),
		after: Type.Optional(text(2000)),
	},
	{ additionalProperties: false },
);

const Priority = Type.Optional(Type.Unsafe<number | null>({ type: ["integer", "null"], minimum: 0, maximum: 100_000 }));

/** What is read may be sent back; a policy's state has calls of its own. */
const readOnly = {
	id: anything,
	status: anything,
	system: anything,
	created: anything,
	lastUpdated: anything,
	_links: anything,
	_embedded: anything,
};
const ObjectOrNull = Type.Optional(Type.Unsafe<Document | null>({ type: ["object", "null"] }));

export const PolicyBody = Type.Object(
	{
		type: Type.Enum(policyTypes),
		name: text(1000),
		description: Type.Optional(Type.Unsafe<string | null>({ type: ["string", "null"], maxLength: 1000 })),
		priority: Priority,
		conditions: ObjectOrNull,
		settings: ObjectOrNull,
		...readOnly,
	},
	{ additionalProperties: false },
);

export const RuleBody = Type.Object(
	{
		type: Type.Optional(text(50)),
		name: text(1000),
		priority: Priority,
		conditions: ObjectOrNull,
		actions: ObjectOrNull,
		...readOnly,
	},
	{ additionalProperties: false },
);

/** The parts of a body that are kept as they came. */
export const documentOf = (body: Readonly<Record<string, unknown>>, ...names: readonly string[]): Document =>
	Object.fromEntries(names.flatMap((name) => (body[name] === undefined || body[name] === null ? [] : [[name, body[name]]])));

export const policyTarget = ({ id, name }: Policy) => ({ type: "PolicyEntity", id, name });

/** Bytes. A policy is small: what is longer was not written by anybody. */
export const LONGEST_BODY = 65_536;

export interface ConsoleGuard {
	/** Refuses what would let nobody into the console, asked from this address. @throws Fault `locks_everybody_out`. */
	readonly guardConsole: (tx: Tx, address: string) => Promise<void>;
}

/** Policies of these types decide who gets into the console, too. */
export const guardFor = (type: PolicyType, { guardConsole }: ConsoleGuard, { ip }: { readonly ip: string }): Guard =>
	type === "OKTA_SIGN_ON" || type === "ACCESS_POLICY" ? (tx) => guardConsole(tx, ip) : unguarded;
