/**
 * The part of Okta's expression language that rules and claims use: attributes, comparisons, choices, and its functions of text,
 * lists and groups. Nothing of it reaches the language that Signet is written in: an expression can neither loop nor run code, its
 * length, depth, work and results are bounded, and it ends whatever it says.
 */
import type { ExpressionContext } from "./context.ts";
import { evaluateNode } from "./evaluate.ts";
import { functionOf } from "./functions.ts";
import { type EvaluatedValue, type Node, nodesOf } from "./nodes.ts";
import { LONGEST, parse } from "./parse.ts";
import { refusedAt } from "./tokens.ts";

export type { ExpressionContext, ExpressionGroup } from "./context.ts";
export { compileNamePattern } from "./name-pattern.ts";
export type { EvaluatedValue } from "./nodes.ts";

/** Longest expression, in UTF-16 units. */
export const EXPRESSION_LENGTH = LONGEST;

/** An expression that is understood, ready to be evaluated as often as one likes. */
export interface CompiledExpression {
	readonly node: Node;
}

/** @throws Fault `invalid_request` (`expression`), which says at which character the mistake is. */
export const compileExpression = (text: string): CompiledExpression => {
	const node = parse(text, functionOf);
	for (const found of nodesOf(node)) {
		if (found.kind !== "call") continue;
		const problem = functionOf(found.name)?.problem?.(found.parts);
		if (problem !== undefined) throw refusedAt(problem, Math.max(0, text.indexOf(found.name)));
	}
	return { node };
};

/**
 * What the expression is worth in `context`. What is missing is `null`, and a comparison with what has another type does not hold. `most`
 * bounds its work (characters copied, groups looked at) where it is asked of many.
 *
 * @throws Fault `invalid_request` where it makes too long a value or takes too much work.
 */
export const evaluate = ({ node }: CompiledExpression, context: ExpressionContext, most?: number): EvaluatedValue =>
	evaluateNode(node, context, most);

/** Ids of the groups that the expression names as its functions' literals. */
export const groupsNamedIn = ({ node }: CompiledExpression): readonly string[] =>
	nodesOf(node)
		.filter((found) => found.kind === "call" && /^isMemberOf(Any)?Group$/.test(found.name))
		.flatMap((found) => nodesOf(found))
		.flatMap((found) => (found.kind === "literal" && typeof found.value === "string" ? [found.value] : []));

/** Whether the expression asks in which groups a person is. */
export const asksForGroups = ({ node }: CompiledExpression): boolean =>
	nodesOf(node).some((found) => found.kind === "call" && /(isMemberOf|roups)/.test(found.name));

/** Whether the expression may be true: a text, a number or a list never is. */
export const decides = ({ node }: CompiledExpression): boolean =>
	!["list", "map", "sum"].includes(node.kind) && (node.kind !== "literal" || typeof node.value === "boolean");
