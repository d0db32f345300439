import { Select } from "@mantine/core";
import { useState } from "react";
import { useList } from "#common/ui/api/useList.ts";

interface PickOneProps<T extends { readonly id: string }> {
	readonly label: string;
	/** The list to pick from, in the API. */
	readonly from: string;
	/** An id. */
	readonly value: string | null;
	readonly name: (one: T) => string;
	/** Stand before what is found, whatever is typed. */
	readonly first?: readonly { readonly value: string; readonly label: string }[];
	readonly required?: boolean;
	readonly error?: string | undefined;
	readonly onChange: (id: string | null) => void;
}

/** One out of a long list, found by typing. */
export const PickOne = <T extends { readonly id: string }>(props: PickOneProps<T>) => {
	const { label, from, value, name, first = [], required = false, error, onChange } = props;
	const [q, setQ] = useState("");
	const [picked, setPicked] = useState<{ value: string; label: string }>();
	const found = useList<T>(from, { q: q === picked?.label ? "" : q }, { limit: 10 });
	const options = [...first, ...found.items.map((one) => ({ value: one.id, label: name(one) }))];
	const known = options.some((one) => one.value === value) || picked?.value !== value ? options : [...options, picked];
	return (
		<Select
			label={label}
			searchable
			required={required}
			allowDeselect={!required}
			clearable={!required}
			clearButtonProps={{ "aria-label": `Clear ${label}` }}
			value={value}
			data={known.flatMap((one) => one ?? [])}
			filter={({ options: all }) => all}
			nothingFoundMessage="Nothing matches"
			error={error}
			onSearchChange={setQ}
			onChange={(id, option) => {
				setPicked(option ?? undefined);
				onChange(id);
			}}
		/>
	);
};
