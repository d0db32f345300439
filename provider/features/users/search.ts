import { checkedExpression, momentIn, type Properties, type Property } from "#common/db/conditions.ts";
import { beyond, numberKey, prefixKey, textKey } from "#common/db/keys.ts";
import { leavesOf, type Operator } from "#common/expression/expression.ts";
import { Fault, fieldFault } from "#common/faults/fault.ts";
import type { Db } from "../../database.ts";
import { type CustomAttribute, customAttributes, type Scalar } from "../schemas/schemas.ts";
import { baseAttributes } from "./base-attributes.ts";
import { type CustomAttributes, NO_CUSTOM_ATTRIBUTES } from "./profile.ts";
import type { Asking, Order, UserQuery } from "./search.store.ts";
import { NOTHING, type Source } from "./search-tests.store.ts";
import { USER_TYPE } from "./user-object.ts";

/** What a list is asked for, in the words of its parameters. */
export interface UserParameters {
	/** A beginning of first name, last name or email. */
	readonly q?: string | undefined;
	readonly filter?: string | undefined;
	readonly search?: string | undefined;
	readonly sortBy?: string | undefined;
	/** `asc`, `desc` in any letter case; anything else is `asc`, and some clients send `0`. */
	readonly sortOrder?: string | undefined;
}

type Operators = Property["operators"];
const ORDERED: Operators = ["eq", "gt", "ge", "lt", "le", "pr"];
const TEXT: Operators = ["eq", "sw", "gt", "ge", "lt", "le", "pr"];
const NAMES: Operators = [...TEXT, "co"];
/** The attributes in which a part is looked for: doing so reads them all. */
const WITH_PARTS = ["firstName", "lastName", "email", "login"];
/** Two words in each of these attributes: some 15 ms for each, of 100,000 people. */
const MOST_PARTS = 8;

type KeyOf = (value: string | number | boolean, operator: Operator) => string | undefined;
const exact: KeyOf = (value) => (typeof value === "string" ? value : undefined);
const folded: KeyOf = (value, operator) => {
	if (typeof value !== "string") return undefined;
	return operator === "sw" || operator === "co" ? prefixKey(value) : textKey(value);
};
const ofNumber: KeyOf = (value) => (typeof value === "number" ? numberKey(value) : undefined);
const ofBoolean: KeyOf = (value) => (typeof value === "boolean" ? String(value) : undefined);

const columns: Readonly<Record<string, { source: Source; operators: Operators; keyOf: KeyOf }>> = {
	id: { source: { kind: "column", column: "id" }, operators: TEXT, keyOf: exact },
	status: { source: { kind: "column", column: "status" }, operators: TEXT, keyOf: (value) => exact(value, "eq")?.toUpperCase() },
	created: { source: { kind: "column", column: "created" }, operators: ORDERED, keyOf: momentIn },
	activated: { source: { kind: "column", column: "activated" }, operators: ORDERED, keyOf: momentIn },
	statusChanged: { source: { kind: "column", column: "status_changed" }, operators: ORDERED, keyOf: momentIn },
	lastUpdated: { source: { kind: "column", column: "last_updated" }, operators: ORDERED, keyOf: momentIn },
};

const keyOfType: Readonly<Record<Scalar, KeyOf>> = { string: folded, number: ofNumber, integer: ofNumber, boolean: ofBoolean };
const scalarOf = ({ type, items }: CustomAttribute): Scalar => (type === "array" ? (items?.type ?? "string") : type);

/** A property that is compared by the keys of its values. `keyOf` answers undefined for a value of another type. */
const propertyOf = (source: Source, operators: Operators, keyOf: KeyOf, ask: Asking): Property => ({
	operators,
	compare(operator, value) {
		const key = keyOf(value, operator);
		return key === undefined ? undefined : ask({ source, operator, key });
	},
	present: () => ask({ source, operator: "pr", key: "" }),
});

/** Everybody is of the one type. */
const typeProperty = (ask: Asking): Property => {
	const test = (operator: "gt" | "lt") => ask({ source: { kind: "column", column: "id" }, operator, key: "" });
	return {
		operators: ["eq", "pr"],
		compare: (_operator, value) => (typeof value === "string" ? test(value === USER_TYPE ? "gt" : "lt") : undefined),
		present: () => test("gt"),
	};
};

/** For looking whether an expression is right, before any is asked. */
const UNASKED: Asking = () => NOTHING;

/** What `search` may name. */
const searchable =
	(custom: CustomAttributes) =>
	(ask: Asking): Properties =>
	(path) => {
		if (path === "type.id") return typeProperty(ask);
		const column = Object.hasOwn(columns, path) ? columns[path] : undefined;
		if (column) return propertyOf(column.source, column.operators, column.keyOf, ask);
		if (!path.startsWith("profile.")) return undefined;
		const name = path.slice("profile.".length);
		const source: Source = { kind: "attribute", name };
		if (Object.hasOwn(baseAttributes, name)) return propertyOf(source, WITH_PARTS.includes(name) ? NAMES : TEXT, folded, ask);
		const attribute = custom.get(name);
		if (!attribute) return undefined;
		const type = scalarOf(attribute);
		return propertyOf(source, type === "string" ? TEXT : type === "boolean" ? ["eq", "pr"] : ORDERED, keyOfType[type], ask);
	};

const FILTERABLE: Readonly<Record<string, Operators>> = {
	id: ["eq"],
	status: ["eq"],
	lastUpdated: ["eq", "gt", "ge", "lt", "le"],
	"profile.login": ["eq"],
	"profile.email": ["eq"],
	"profile.firstName": ["eq"],
	"profile.lastName": ["eq"],
};

/** What `filter` may name. */
const filterable =
	(custom: CustomAttributes) =>
	(ask: Asking): Properties =>
	(path) => {
		const operators = Object.hasOwn(FILTERABLE, path) ? FILTERABLE[path] : undefined;
		const property = operators && searchable(custom)(ask)(path);
		return property && { ...property, operators };
	};

type Asked = UserQuery["expressions"][number];

/** @throws Fault `expression_refused` (`search`, `filter`), `invalid_request` (`sortBy`). */
export const conditionsOf = async (
	db: Db,
	{ search, filter, sortBy, sortOrder }: UserParameters,
): Promise<Pick<UserQuery, "expressions" | "order">> => {
	const custom = await customAttributes(db);
	const expressions: Asked[] = [];
	for (const [parameter, text, properties] of [
		["search", search, searchable(custom)],
		["filter", filter, filterable(custom)],
	] as const) {
		if (text === undefined || text.trim() === "") continue;
		const expression = checkedExpression(text, properties(UNASKED), { parameter, code: "expression_refused" });
		const parts = leavesOf(expression).filter((leaf) => leaf.kind === "compare" && leaf.operator === "co");
		if (parts.length > MOST_PARTS) throw tooManyParts(parameter);
		expressions.push({ expression, properties });
	}
	return { expressions, order: orderOf(custom, sortBy, sortOrder, expressions.length > 0) };
};

/** Whoever has an attribute of `names` that begins with `typed`. Nothing begins with a text longer than its index. */
export const beginningWith = (names: readonly string[], typed: string): Asked => {
	const value = prefixKey(typed) ?? beyond("");
	const parts = names.map((name) => ({ kind: "compare", path: `profile.${name}`, operator: "sw", value }) as const);
	return { expression: { kind: "or", parts }, properties: searchable(NO_CUSTOM_ATTRIBUTES) };
};

const orderOf = (
	custom: CustomAttributes,
	sortBy: string | undefined,
	sortOrder: string | undefined,
	narrowed: boolean,
): Order => {
	const descending = /^desc(ending)?$/i.test(sortOrder ?? "");
	if (sortBy === undefined || sortBy === "") {
		return { by: narrowed ? { kind: "column", column: "id" } : { kind: "name" }, descending: false };
	}
	const column = Object.hasOwn(columns, sortBy) ? columns[sortBy] : undefined;
	if (column) return { by: column.source, descending };
	const name = sortBy.replace(/^profile\./, "");
	const known =
		sortBy !== name && (Object.hasOwn(baseAttributes, name) || (custom.has(name) && custom.get(name)?.type !== "array"));
	if (!known) throw fieldFault("invalid_request", "sortBy", "Lists of people cannot be sorted by this.");
	return { by: { kind: "attribute", name }, descending };
};

const tooManyParts = (parameter: string): Fault => {
	const message = `More than ${MOST_PARTS} comparisons with co: each of them reads through all people.`;
	return new Fault("expression_refused", {
		description: `Invalid ${parameter}: ${message}`,
		fields: [{ field: parameter, message }],
	});
};

export const strangeCursor = (): Fault => fieldFault("invalid_request", "after", "Is not a cursor of this list.");
