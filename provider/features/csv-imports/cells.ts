import type { CustomAttribute, CustomValue, Scalar } from "../schemas/schemas.ts";
import type { ProfileInput } from "../users/users.ts";
import { withoutApostrophe } from "./csv.ts";
import { GROUPS, type Plan } from "./csv-imports.ts";

/** What a row says of a person. */
export interface RowValues {
	readonly login: string;
	/** Without what is empty: that stays as it is. */
	readonly profile: ProfileInput;
	readonly groups: readonly string[];
}

/** Reads a row by its plan. A text that is no value of its attribute's type is left for the check to refuse. */
export const valuesOf = (
	cells: readonly string[],
	{ columns }: Plan,
	custom: ReadonlyMap<string, CustomAttribute>,
): RowValues => {
	const profile: Record<string, CustomValue> = {};
	let groups: string[] = [];
	for (const [at, name] of columns.entries()) {
		const cell = withoutApostrophe((cells[at] ?? "").trim());
		if (name === null || cell === "") continue;
		if (name === GROUPS) groups = [...new Set(partsOf(cell))];
		else profile[name] = typedOf(cell, custom.get(name));
	}
	const { login } = profile;
	return { login: typeof login === "string" ? login : "", profile, groups };
};

const partsOf = (cell: string): string[] =>
	cell
		.split(";")
		.map((part) => part.trim())
		.filter((part) => part !== "");

const typedOf = (cell: string, attribute: CustomAttribute | undefined): CustomValue => {
	if (attribute?.type !== "array") return scalarOf(cell, attribute?.type ?? "string");
	return partsOf(cell).map((part) => scalarOf(part, attribute.items?.type ?? "string"));
};

const scalarOf = (text: string, type: Scalar): string | number | boolean => {
	if (type === "string") return text;
	if (type === "boolean") return /^(true|yes|1)$/i.test(text) ? true : /^(false|no|0)$/i.test(text) ? false : text;
	return /^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text) && Number.isFinite(Number(text)) ? Number(text) : text;
};
