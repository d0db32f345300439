import { type SqlBool, sql } from "kysely";
import { type Condition, checkedExpression, conditionOf } from "#common/db/conditions.ts";
import type { Expression } from "#common/expression/expression.ts";
import { parseExpression } from "#common/expression/parse.ts";
import { ExpressionError, tokensOf } from "#common/expression/tokens.ts";
import { Fault } from "#common/faults/fault.ts";
import { timeOfEventId } from "./event-id.ts";
import { propertiesOfEvents } from "./properties.ts";
import type { Way } from "./system-log.store.ts";

/** A filter, ready to be asked of the database. */
export interface EventFilter {
	readonly conditions: readonly Condition[];
	/** The narrowest way to all events that can pass. */
	readonly way: Way;
}

/** The log itself, by moment. */
export const WHOLE: Way = { table: "system_log", where: [] };

const by = (column: string, value: string): Way => ({
	table: "system_log",
	where: [sql<SqlBool>`${sql.ref(column)} = ${value}`],
});

/** The properties that have an index: the ones that few events share first. */
const WAYS: Readonly<Record<string, (value: string) => Way>> = {
	uuid: (value) => by("published", timeOfEventId(value) ?? ""),
	"transaction.id": (value) => by("request_id", value),
	"debugContext.debugData.requestId": (value) => by("request_id", value),
	"target.id": (value) => ({ ...by("target_id", value), table: "system_log_targets" }),
	"actor.id": (value) => by("actor_id", value),
	eventType: (value) => by("event_type", value),
};

/**
 * Reads the `filter` parameter.
 *
 * @throws Fault `filter_refused` where it is no expression, `expression_refused` for a property or an operator that is not known.
 */
export const readFilter = (text: string, postgres: boolean): EventFilter => {
	checkSyntax(text);
	const properties = propertiesOfEvents(postgres);
	const expression = checkedExpression(text, properties, { parameter: "filter", code: "expression_refused" });
	return { conditions: [conditionOf(expression, properties)], way: wayOf(expression) };
};

const checkSyntax = (text: string): void => {
	try {
		parseExpression(text);
	} catch (thrown) {
		if (!(thrown instanceof ExpressionError)) throw thrown;
		const message = `${thrown.message} (at character ${thrown.at + 1})`;
		throw new Fault(namesOperator(text, thrown) ? "expression_refused" : "filter_refused", {
			description: `Invalid filter: ${message}`,
			fields: [{ field: "filter", message }],
		});
	}
};

/** Whether what went wrong is a word where an operator should be, after a property. */
const namesOperator = (text: string, { at }: ExpressionError): boolean => {
	try {
		const tokens = tokensOf(text);
		const wrong = tokens.findIndex((token) => token.at === at);
		const joined = (index: number) => {
			const token = tokens[index];
			return token === undefined || token.kind === "(" || (token.kind === "word" && /^(and|or|not)$/i.test(token.text));
		};
		return tokens[wrong]?.kind === "word" && tokens[wrong - 1]?.kind === "word" && !joined(wrong - 1) && joined(wrong - 2);
	} catch {
		return false;
	}
};

const wayOf = (expression: Expression): Way => {
	const required = requiredOf(expression);
	for (const [path, way] of Object.entries(WAYS)) {
		const value = required.get(path);
		if (value !== undefined) return way(value);
	}
	return WHOLE;
};

/** What every event that passes has: the comparisons with `eq` that are joined by `and` alone. */
const requiredOf = (expression: Expression): ReadonlyMap<string, string> => {
	const parts = flat(expression);
	return new Map(
		parts.flatMap((part) =>
			part.kind === "compare" && part.operator === "eq" && typeof part.value === "string" ? [[part.path, part.value]] : [],
		),
	);
};

const flat = (expression: Expression): readonly Expression[] =>
	expression.kind === "and" ? expression.parts.flatMap(flat) : [expression];
