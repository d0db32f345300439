import { TextInput } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { asCode } from "./asCode.ts";
import { scopesOf } from "./preferences.ts";

interface ScopesFieldProps {
	readonly value: readonly string[];
	readonly error: ReactNode;
	change(scopes: readonly string[]): void;
}

/** Shows the text as it is typed, blanks at its end included, and tells the scopes in it. */
export const ScopesField = ({ value, error, change }: ScopesFieldProps) => {
	const [typed, setTyped] = useState("");
	return (
		<TextInput
			label="Additional Scopes"
			description="Asked for besides openid, profile and email; separated by blanks."
			placeholder="groups offline_access"
			autoComplete="off"
			maxLength={1000}
			{...asCode}
			value={String(scopesOf(typed)) === String(value) ? typed : value.join(" ")}
			onChange={({ currentTarget }) => {
				setTyped(currentTarget.value);
				change(scopesOf(currentTarget.value));
			}}
			error={error}
		/>
	);
};
