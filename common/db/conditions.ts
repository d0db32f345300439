import { type Expression as Column, type RawBuilder, type SqlBool, sql } from "kysely";
import { type Expression, leavesOf, type Operator } from "../expression/expression.ts";
import { parseExpression } from "../expression/parse.ts";
import { ExpressionError, type Value } from "../expression/tokens.ts";
import type { FaultCode } from "../faults/catalogue.ts";
import { Fault } from "../faults/fault.ts";
import { type Instant, instant } from "./columns.ts";
import { fold } from "./search.ts";

export type Condition = RawBuilder<SqlBool>;

/** A property that an expression may name: what may be asked of it, and how the database is asked. */
export interface Property {
	readonly operators: readonly (Operator | "pr")[];
	/** Undefined where `value` is not of the property's type. */
	compare(operator: Operator, value: Value): Condition | undefined;
	present(): Condition;
}

/** The property of a path; undefined where the list has none of this name that it can search. */
export type Properties = (path: string) => Property | undefined;

/** A list whose properties never change. */
export const propertiesOf =
	(table: Readonly<Record<string, Property>>): Properties =>
	(path) =>
		Object.hasOwn(table, path) ? table[path] : undefined;

const escaped = (text: string): string => text.replace(/[\\%_]/g, (character) => `\\${character}`);

const compared = (column: Column<unknown>, operator: Operator, value: string | number): Condition => {
	switch (operator) {
		case "eq":
			return sql<SqlBool>`${column} = ${value}`;
		case "ne":
			return sql<SqlBool>`(${column} is null or ${column} <> ${value})`;
		case "gt":
			return sql<SqlBool>`${column} > ${value}`;
		case "ge":
			return sql<SqlBool>`${column} >= ${value}`;
		case "lt":
			return sql<SqlBool>`${column} < ${value}`;
		case "le":
			return sql<SqlBool>`${column} <= ${value}`;
		case "sw":
			return sql<SqlBool>`${column} like ${`${escaped(String(value))}%`} escape '\\'`;
		case "ew":
			return sql<SqlBool>`${column} like ${`%${escaped(String(value))}`} escape '\\'`;
		case "co":
			return sql<SqlBool>`${column} like ${`%${escaped(String(value))}%`} escape '\\'`;
	}
};

const present = (column: Column<unknown>): Condition => sql<SqlBool>`(${column} is not null and ${column} <> '')`;

/** A text as it stands, such as an id or a status. */
export const exactText = (column: Column<unknown>, operators: Property["operators"]): Property => ({
	operators,
	compare: (operator, value) => (typeof value === "string" ? compared(column, operator, value) : undefined),
	present: () => present(column),
});

/** A text whose letter case does not matter; `column` holds it folded. */
export const foldedText = (column: Column<unknown>, operators: Property["operators"]): Property => ({
	operators,
	compare: (operator, value) => (typeof value === "string" ? compared(column, operator, fold(value)) : undefined),
	present: () => present(column),
});

const ISO_8601 = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d))?$/;

/** The moment that a value of an expression says, in ISO 8601; undefined where it says none. */
export const momentIn = (value: Value): Instant | undefined => {
	const milliseconds = typeof value === "string" && ISO_8601.test(value) ? Date.parse(value) : Number.NaN;
	return Number.isNaN(milliseconds) ? undefined : instant(new Date(milliseconds));
};

/** A moment. */
export const momentOf = (column: Column<unknown>, operators: Property["operators"]): Property => ({
	operators,
	compare(operator, value) {
		const moment = momentIn(value);
		return moment && compared(column, operator, moment);
	},
	present: () => present(column),
});

/** Which faults an expression's mistakes are. */
export type ExpressionFault = Extract<FaultCode, "expression_refused" | "filter_refused">;

/**
 * The parsed `text`, every property of which the list can search with that operator.
 *
 * @throws Fault `code` (`parameter`), which says where and what would be right.
 */
export const checkedExpression = (
	text: string,
	properties: Properties,
	{ parameter, code }: { readonly parameter: string; readonly code: ExpressionFault },
): Expression => {
	const refuse = (message: string): never => {
		throw new Fault(code, {
			description: `Invalid ${parameter}: ${message}`,
			fields: [{ field: parameter, message }],
		});
	};
	const parsed = (): Expression => {
		try {
			return parseExpression(text);
		} catch (thrown) {
			if (thrown instanceof ExpressionError) return refuse(`${thrown.message} (at character ${thrown.at + 1})`);
			throw thrown;
		}
	};
	const expression = parsed();
	for (const leaf of leavesOf(expression)) {
		const property = properties(leaf.path) ?? refuse(`${leaf.path} cannot be searched here.`);
		const operator = leaf.kind === "present" ? "pr" : leaf.operator;
		if (!property.operators.includes(operator))
			refuse(`${leaf.path} takes ${property.operators.join(", ")}, and not ${operator}.`);
		if (leaf.kind === "compare" && property.compare(leaf.operator, leaf.value) === undefined)
			refuse(`${leaf.path} cannot be compared with ${JSON.stringify(leaf.value)}.`);
	}
	return expression;
};

/** `expression`, checked, as a condition: values are bound, never written into SQL. */
export const conditionOf = (expression: Expression, properties: Properties): Condition => {
	switch (expression.kind) {
		case "and":
		case "or": {
			const parts = expression.parts.map((part) => conditionOf(part, properties));
			return sql<SqlBool>`(${sql.join(parts, expression.kind === "and" ? sql` and ` : sql` or `)})`;
		}
		case "not":
			return sql<SqlBool>`not coalesce(${conditionOf(expression.part, properties)}, false)`;
		default: {
			const property = properties(expression.path);
			const condition =
				expression.kind === "present" ? property?.present() : property?.compare(expression.operator, expression.value);
			if (!condition) throw new Fault("internal", { detail: `${expression.path} was not checked` });
			return condition;
		}
	}
};
