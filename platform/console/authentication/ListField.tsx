import { TextInput } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { asCode } from "./asCode.ts";
import { scopesOf } from "./preferences.ts";

interface ListFieldProps {
	readonly label: string;
	readonly description: string;
	readonly placeholder: string;
	readonly value: readonly string[];
	readonly error?: ReactNode;
	change(words: readonly string[]): void;
}

/** Words separated by blanks. Shows the text as it is typed, blanks at its end included, and tells the words in it. */
export const ListField = ({ value, change, ...shown }: ListFieldProps) => {
	const [typed, setTyped] = useState("");
	return (
		<TextInput
			{...shown}
			autoComplete="off"
			maxLength={1000}
			{...asCode}
			value={String(scopesOf(typed)) === String(value) ? typed : value.join(" ")}
			onChange={({ currentTarget }) => {
				setTyped(currentTarget.value);
				change(scopesOf(currentTarget.value));
			}}
		/>
	);
};
