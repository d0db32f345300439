import { NativeSelect, NumberInput, TagsInput, TextInput } from "@mantine/core";
import type { ProfileValue } from "../api.ts";
import { type Attribute, wordsOf } from "./attributes.ts";

interface AttributeFieldProps {
	readonly attribute: Attribute;
	readonly value: ProfileValue | undefined;
	readonly error: string | undefined;
	/** Told an empty text where there is to be no value. */
	readonly onChange: (value: ProfileValue) => void;
}

/** Edits one attribute in the way that its type asks for. */
export const AttributeField = ({ attribute, value, error, onChange }: AttributeFieldProps) => {
	const { label, required, property } = attribute;
	const field = { label, required, error, description: property.description };
	const choices = choicesOf(attribute);
	if (choices) {
		const at = choices.findIndex(({ value: one }) => one === value);
		return (
			<NativeSelect
				{...field}
				value={at < 0 ? "" : String(at)}
				data={[{ value: "", label: "Not set" }, ...choices.map((one, place) => ({ value: String(place), label: one.label }))]}
				onChange={({ currentTarget }) =>
					onChange(currentTarget.value === "" ? "" : (choices[Number(currentTarget.value)]?.value ?? ""))
				}
			/>
		);
	}
	if (property.type === "number" || property.type === "integer") {
		return (
			<NumberInput
				{...field}
				allowDecimal={property.type === "number"}
				value={typeof value === "number" ? value : ""}
				onChange={onChange}
			/>
		);
	}
	if (property.type === "array") {
		const numbers = property.items?.type !== undefined && property.items.type !== "string";
		return (
			<TagsInput
				{...field}
				value={Array.isArray(value) ? value.map(String) : []}
				onChange={(items) => onChange(numbers ? items.map(Number) : items)}
			/>
		);
	}
	return (
		<TextInput
			{...field}
			maxLength={property.maxLength ?? 1024}
			value={wordsOf(value)}
			onChange={({ currentTarget }) => onChange(currentTarget.value)}
		/>
	);
};

interface Choice {
	readonly value: string | number | boolean;
	readonly label: string;
}

/** What can be chosen, where there is a choice. */
const choicesOf = ({ property: { type, enum: values, oneOf } }: Attribute): readonly Choice[] | undefined => {
	if (type === "boolean") return [true, false].map((value) => ({ value, label: wordsOf(value) }));
	if (type === "array") return undefined;
	if (oneOf?.length) return oneOf.map(({ const: value, title }) => ({ value, label: title || String(value) }));
	return values?.length ? values.map((value) => ({ value, label: String(value) })) : undefined;
};
