import { type Evaluation, type ExpressionContext, startEvaluation } from "./context.ts";
import { functionOf } from "./functions.ts";
import type { EvaluatedValue, Node } from "./nodes.ts";
import { asNumber, asText, asValue, equals, order, paid, sizeOf } from "./values.ts";

/**
 * What `node` is worth. There are no loops: each part of the expression is looked at once at most.
 *
 * @throws Fault `invalid_request` where it makes too long a value or takes too much work.
 */
export const evaluateNode = (node: Node, context: ExpressionContext, most?: number): EvaluatedValue =>
	value(node, startEvaluation(context, most));

const value = (node: Node, evaluation: Evaluation): EvaluatedValue => {
	switch (node.kind) {
		case "literal":
			return node.value;
		case "list":
			return paid(
				evaluation,
				node.parts.map((part) => value(part, evaluation)),
			);
		case "map":
			return null;
		case "path":
			return attribute(node.names, evaluation.context);
		case "call":
			return called(node, evaluation);
		case "and":
			return node.parts.every((part) => holds(part, evaluation));
		case "or":
			return node.parts.some((part) => holds(part, evaluation));
		case "sum":
			return node.rest.reduce<EvaluatedValue>(
				(sum, [sign, part]) => paid(evaluation, added(sum, sign, spent(value(part, evaluation), evaluation))),
				value(node.first, evaluation),
			);
		case "compare": {
			const left = value(node.left, evaluation);
			const right = value(node.right, evaluation);
			return compared(node.operator, spent(left, evaluation), right);
		}
		case "not":
			return !holds(node.part, evaluation);
		case "choose":
			return value(holds(node.condition, evaluation) ? node.yes : node.no, evaluation);
		case "otherwise": {
			const found = value(node.part, evaluation);
			return found === null || found === "" ? value(node.other, evaluation) : found;
		}
	}
};

const spent = (found: EvaluatedValue, evaluation: Evaluation): EvaluatedValue => {
	evaluation.spend(sizeOf(found));
	return found;
};

/** Only `true` is true: a text or a number decides nothing. */
const holds = (node: Node, evaluation: Evaluation): boolean => value(node, evaluation) === true;

const added = (left: EvaluatedValue, sign: "+" | "-", right: EvaluatedValue): EvaluatedValue => {
	if (typeof left === "number" && typeof right === "number") return sign === "+" ? left + right : left - right;
	if (sign === "+") return asText(left) + asText(right);
	const difference = (asNumber(left) ?? Number.NaN) - (asNumber(right) ?? Number.NaN);
	return Number.isNaN(difference) ? null : difference;
};

const compared = (operator: (Node & { kind: "compare" })["operator"], left: EvaluatedValue, right: EvaluatedValue): boolean => {
	if (operator === "==" || operator === "!=") return equals(left, right) === (operator === "==");
	const difference = order(left, right);
	if (difference === undefined) return false;
	switch (operator) {
		case "<":
			return difference < 0;
		case "<=":
			return difference <= 0;
		case ">":
			return difference > 0;
		case ">=":
			return difference >= 0;
	}
};

const called = (node: Node & { kind: "call" }, evaluation: Evaluation): EvaluatedValue => {
	const found = functionOf(node.name);
	const values = node.parts.map((part) => spent(value(part, evaluation), evaluation));
	return found ? paid(evaluation, found.run(values, evaluation, node.parts)) : null;
};

/** An attribute that stands there itself: what objects inherit is no attribute of anybody. */
const attribute = ([root = "", ...names]: readonly string[], context: ExpressionContext): EvaluatedValue => {
	let found: unknown = rootOf(root, context);
	if (root === "user" && names[0] === "profile") names.shift();
	for (const name of names) {
		if (typeof found !== "object" || found === null || Array.isArray(found) || !Object.hasOwn(found, name)) return null;
		found = (found as Record<string, unknown>)[name];
	}
	return asValue(found);
};

const rootOf = (root: string, { user, appuser, app, session, scopes }: ExpressionContext): unknown => {
	switch (root) {
		case "user":
			return user;
		case "appuser":
			return appuser;
		case "app":
			return app;
		case "session":
			return session;
		default:
			return { scope: scopes };
	}
};
