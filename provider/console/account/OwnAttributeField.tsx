import { NativeSelect, NumberInput, TagsInput, TextInput } from "@mantine/core";
import { useWords } from "#common/ui/words/useWords.tsx";
import type { ProfileValue } from "../api.ts";
import type { OwnAttribute } from "./account.ts";
import { valueInWords } from "./values.ts";

interface OwnAttributeFieldProps {
	readonly attribute: OwnAttribute;
	readonly value: ProfileValue;
	readonly error: string | undefined;
	/** Told `null` where there is to be no value. */
	readonly onChange: (value: ProfileValue) => void;
}

/** Edits one attribute in the way that its type asks for. */
export const OwnAttributeField = ({ attribute, value, error, onChange }: OwnAttributeFieldProps) => {
	const { say, translate } = useWords();
	const { title, type, itemType, required, description, maxLength } = attribute;
	const field = { label: translate(title), required, error, description: description ?? undefined };
	const choices =
		type === "boolean" ? [true, false].map((one) => ({ value: one, title: valueInWords(say, one) })) : attribute.choices;
	if (choices && type !== "array") {
		const at = choices.findIndex((choice) => choice.value === value);
		return (
			<NativeSelect
				{...field}
				value={at < 0 ? "" : String(at)}
				data={[
					{ value: "", label: say("Not set") },
					...choices.map((choice, place) => ({ value: String(place), label: choice.title })),
				]}
				onChange={({ currentTarget }) =>
					onChange(currentTarget.value === "" ? null : (choices[Number(currentTarget.value)]?.value ?? null))
				}
			/>
		);
	}
	if (type === "number" || type === "integer")
		return (
			<NumberInput
				{...field}
				allowDecimal={type === "number"}
				value={typeof value === "number" ? value : ""}
				onChange={(to) => onChange(to === "" ? null : to)}
			/>
		);
	if (type === "array")
		return (
			<TagsInput
				{...field}
				value={Array.isArray(value) ? value.map(String) : []}
				onChange={(items) =>
					onChange(items.length === 0 ? null : itemType === null || itemType === "string" ? items : items.map(Number))
				}
			/>
		);
	return (
		<TextInput
			{...field}
			maxLength={maxLength ?? 1024}
			value={valueInWords(say, value)}
			onChange={({ currentTarget }) => onChange(currentTarget.value)}
		/>
	);
};
