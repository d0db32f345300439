import { CloseButton, TextInput, type TextInputProps } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useState } from "react";

interface SearchBoxProps extends Pick<TextInputProps, "w" | "flex" | "maw" | "mb"> {
	/** What is searched, such as `Search people`: the label and the placeholder. */
	readonly label: string;
	/** What is searched for at first. */
	readonly initial?: string;
	/** Told a short while after the last key. */
	readonly onSearch: (text: string) => void;
}

/** A search field that searches while one types. */
export const SearchBox = ({ label, initial = "", onSearch, ...box }: SearchBoxProps) => {
	const [text, setText] = useState(initial);
	const searchSoon = useDebouncedCallback((sought: string) => onSearch(sought.trim()), 250);
	const change = (to: string) => {
		setText(to);
		searchSoon(to);
	};
	return (
		<TextInput
			type="search"
			aria-label={label}
			placeholder={label}
			value={text}
			maxLength={200}
			leftSection={<IconSearch size={18} aria-hidden />}
			rightSection={text !== "" && <CloseButton size="sm" aria-label="Clear the search" onClick={() => change("")} />}
			onChange={(event) => change(event.currentTarget.value)}
			{...box}
		/>
	);
};
