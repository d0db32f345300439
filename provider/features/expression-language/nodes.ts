/** What an expression evaluates to. */
export type EvaluatedValue = string | number | boolean | null | readonly EvaluatedValue[];

export const comparisons = ["==", "!=", "<=", ">=", "<", ">"] as const;
export type Comparison = (typeof comparisons)[number];

/** A parsed expression. Chains of one operator are one node, so that a tree is never deeper than the text's brackets. */
export type Node =
	| { readonly kind: "literal"; readonly value: string | number | boolean | null }
	| { readonly kind: "list"; readonly parts: readonly Node[] }
	| { readonly kind: "map"; readonly entries: readonly (readonly [key: string, value: Node])[] }
	| { readonly kind: "path"; readonly names: readonly string[] }
	| { readonly kind: "call"; readonly name: string; readonly parts: readonly Node[] }
	| { readonly kind: "and" | "or"; readonly parts: readonly Node[] }
	| { readonly kind: "sum"; readonly first: Node; readonly rest: readonly (readonly [sign: "+" | "-", part: Node])[] }
	| { readonly kind: "compare"; readonly operator: Comparison; readonly left: Node; readonly right: Node }
	| { readonly kind: "not"; readonly part: Node }
	| { readonly kind: "choose"; readonly condition: Node; readonly yes: Node; readonly no: Node }
	| { readonly kind: "otherwise"; readonly part: Node; readonly other: Node };

/** Every node in and under `node`. */
export const nodesOf = (node: Node): readonly Node[] => [node, ...childrenOf(node).flatMap(nodesOf)];

const childrenOf = (node: Node): readonly Node[] => {
	switch (node.kind) {
		case "literal":
		case "path":
			return [];
		case "map":
			return node.entries.map(([, value]) => value);
		case "sum":
			return [node.first, ...node.rest.map(([, part]) => part)];
		case "compare":
			return [node.left, node.right];
		case "not":
			return [node.part];
		case "choose":
			return [node.condition, node.yes, node.no];
		case "otherwise":
			return [node.part, node.other];
		default:
			return node.parts;
	}
};
