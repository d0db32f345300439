import { MultiSelect } from "@mantine/core";
import { useQueries } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "#common/ui/api/call.ts";
import { useList } from "#common/ui/api/useList.ts";

interface Named {
	readonly id: string;
}

interface PickManyProps<T extends Named> {
	readonly label: string;
	/** The list to pick from, in the API, below which each is found by its id. */
	readonly from: string;
	/** Ids. */
	readonly value: readonly string[];
	readonly name: (one: T) => string;
	readonly error?: string | undefined;
	readonly onChange: (ids: string[]) => void;
}

/** Several out of a long list, found by typing. */
export const PickMany = <T extends Named>({ label, from, value, name, error, onChange }: PickManyProps<T>) => {
	const [q, setQ] = useState("");
	const found = useList<T>(from, { q }, { limit: 20 });
	const picked = useQueries({
		queries: value.map((id) => ({ queryKey: [from, id], queryFn: () => call<T>("GET", `${from}/${id}`) })),
	});
	const names = new Map(value.map((id) => [id, id]));
	for (const one of [...found.items, ...picked.flatMap(({ data }) => data ?? [])]) names.set(one.id, name(one));
	return (
		<MultiSelect
			label={label}
			searchable
			value={[...value]}
			data={[...names].map(([id, text]) => ({ value: id, label: text }))}
			nothingFoundMessage="Nothing matches"
			error={error}
			onSearchChange={setQ}
			onChange={onChange}
		/>
	);
};
