import type { SchemaProperty } from "../../api.ts";

export type OwnAccess = "READ_WRITE" | "READ_ONLY" | "HIDE";

/** An attribute's definition, as the editor sends and reads it. */
export interface Definition extends SchemaProperty {
	readonly minLength?: number | null;
	readonly maxLength?: number;
	readonly required?: boolean;
	readonly permissions?: readonly { readonly principal?: string; readonly action?: string }[];
}

export interface ProfileSchema {
	readonly definitions: {
		readonly base: { readonly properties: Readonly<Record<string, Definition>>; readonly required: readonly string[] };
		readonly custom: { readonly properties: Readonly<Record<string, Definition>>; readonly required: readonly string[] };
	};
}

export interface Attribute {
	readonly name: string;
	readonly custom: boolean;
	readonly required: boolean;
	readonly definition: Definition;
}

export const SCHEMA = "/api/v1/meta/schemas/user/default";
/** What the page and the forms of profiles read of it. */
export const SCHEMA_KEY = ["user-schema"];

export const attributesOf = ({ definitions }: ProfileSchema): readonly Attribute[] =>
	(["base", "custom"] as const).flatMap((kind) =>
		Object.entries(definitions[kind].properties).map(([name, definition]) => ({
			name,
			custom: kind === "custom",
			required: definitions[kind].required.includes(name),
			definition,
		})),
	);

export const ownAccessOf = ({ permissions }: Definition): OwnAccess => {
	const action = permissions?.find(({ principal }) => principal === "SELF")?.action;
	return action === "READ_WRITE" || action === "HIDE" ? action : "READ_ONLY";
};

export const ACCESS: readonly (readonly [value: OwnAccess, label: string])[] = [
	["READ_ONLY", "Read only"],
	["READ_WRITE", "Read and write"],
	["HIDE", "Hidden"],
];
export const accessWords = (definition: Definition): string =>
	ACCESS.find(([value]) => value === ownAccessOf(definition))?.[1] ?? "";

export const TYPES = [
	["string", "Text"],
	["boolean", "Yes or no"],
	["integer", "Whole number"],
	["number", "Number"],
	["array", "List of texts"],
] as const satisfies readonly (readonly [Definition["type"], string])[];

export const typeWords = ({ type, items }: Definition): string => {
	if (type === "array" && items && items.type !== "string") return "List of numbers";
	return TYPES.find(([value]) => value === type)?.[1] ?? type;
};
