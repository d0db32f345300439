import type { Path, Value } from "./tokens.ts";

/** Comparisons of the `filter` and `search` parameters, SCIM's (RFC 7644 section 3.4.2.2). */
export const operators = ["eq", "ne", "gt", "ge", "lt", "le", "sw", "ew", "co"] as const;
export type Operator = (typeof operators)[number];

/** A test of one property. */
export type Leaf =
	| { readonly kind: "present"; readonly path: Path }
	| { readonly kind: "compare"; readonly path: Path; readonly operator: Operator; readonly value: Value };

/** A parsed expression. */
export type Expression =
	| Leaf
	| { readonly kind: "and" | "or"; readonly parts: readonly Expression[] }
	| { readonly kind: "not"; readonly part: Expression };

/** Every comparison and presence test in `expression`, in order. */
export const leavesOf = (expression: Expression): readonly Leaf[] => {
	if ("parts" in expression) return expression.parts.flatMap(leavesOf);
	return "part" in expression ? leavesOf(expression.part) : [expression];
};
