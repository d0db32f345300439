import { TextInput } from "@mantine/core";
import { useWords } from "#common/ui/words/useWords.tsx";

interface CodeInputProps {
	readonly value: string;
	readonly onChange: (code: string) => void;
}

/** A code that works once. */
export const CodeInput = ({ value, onChange }: CodeInputProps) => {
	const { say } = useWords();
	return (
		<TextInput
			label={say("Code")}
			inputMode="numeric"
			autoComplete="one-time-code"
			maxLength={20}
			value={value}
			onChange={({ currentTarget }) => onChange(currentTarget.value)}
			data-autofocus
		/>
	);
};
