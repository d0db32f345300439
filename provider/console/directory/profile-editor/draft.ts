import { type Attribute, type Definition, type OwnAccess, ownAccessOf } from "./attribute.ts";

/** A definition as it stands in the form. */
export interface Draft {
	readonly name: string;
	readonly title: string;
	readonly description: string;
	readonly type: Definition["type"];
	readonly required: boolean;
	readonly access: OwnAccess;
	readonly minLength: number | string;
	readonly maxLength: number | string;
	readonly choices: readonly string[];
}

export const draftOf = (attribute: Attribute | undefined): Draft => {
	const { definition } = attribute ?? {};
	return {
		name: attribute?.name ?? "",
		title: definition?.title ?? "",
		description: definition?.description ?? "",
		type: definition?.type ?? "string",
		required: attribute?.required ?? false,
		access: definition ? ownAccessOf(definition) : "READ_ONLY",
		minLength: definition?.minLength ?? "",
		maxLength: definition?.maxLength ?? "",
		choices: (definition?.enum ?? []).map(String),
	};
};

const sizeOf = (value: number | string): number | null => (typeof value === "number" ? value : null);

/** What is sent: of a definition that is there, all that the form does not know stays. */
export const definitionOf = (draft: Draft, before: Definition | undefined) => {
	const { title, description, type, required, access, minLength, maxLength } = draft;
	const numeric = type === "integer" || type === "number";
	const choices = draft.choices.map((choice) => (numeric ? Number(choice) : choice));
	const others = (before?.permissions ?? []).filter(({ principal }) => principal !== "SELF");
	const kept = Object.fromEntries(Object.entries(before ?? {}).filter(([key]) => key !== "oneOf" || draft.choices.length > 0));
	return {
		...kept,
		title: title.trim(),
		description: description.trim() || null,
		type,
		required,
		minLength: type === "string" ? sizeOf(minLength) : null,
		maxLength: type === "string" ? sizeOf(maxLength) : null,
		enum: choices.length > 0 ? choices : null,
		...(type === "array" ? { items: before?.items ?? { type: "string" as const } } : {}),
		permissions: [...others, { principal: "SELF", action: access }],
	};
};
