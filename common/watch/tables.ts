import type { RootOperationNode } from "kysely";

/** The first table that a statement names; empty where it names none, or is text that somebody wrote by hand. */
export const tableOf = (query: RootOperationNode): string => {
	const { into, table, from } = query as unknown as Readonly<Record<"into" | "table" | "from", Node | undefined>>;
	return nameIn(into ?? table ?? from);
};

/** As much of Kysely's tree as leads to a table's name. */
interface Node {
	readonly kind: string;
	readonly froms?: readonly Node[];
	readonly node?: Node;
	readonly table?: { readonly identifier: { readonly name: string } };
}

const nameIn = (node: Node | undefined): string => {
	if (node?.kind === "TableNode") return node.table?.identifier.name ?? "";
	if (node?.kind === "FromNode") return nameIn(node.froms?.[0]);
	return node?.kind === "AliasNode" ? nameIn(node.node) : "";
};
