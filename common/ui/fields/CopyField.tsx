import { TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { useWords } from "../words/useWords.tsx";
import { CopyButton } from "./CopyButton.tsx";

interface CopyFieldProps {
	readonly label: string;
	readonly value: string;
	readonly description?: ReactNode;
}

/** A value that is not changed here, but copied from here. */
export const CopyField = ({ label, value, description }: CopyFieldProps) => {
	const { say } = useWords();
	return (
		<TextInput
			label={label}
			description={description}
			value={value}
			readOnly
			spellCheck={false}
			styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)", fontSize: 14 } }}
			onFocus={(event) => event.currentTarget.select()}
			rightSection={<CopyButton label={say("Copy {label}", { label })} value={value} />}
		/>
	);
};
