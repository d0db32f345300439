import { Button, Group, NativeSelect, SimpleGrid, TextInput, type TextInputProps } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { call } from "#common/ui/api/call.ts";
import { actionName, targetTypeName } from "./actions.ts";
import { ExportButtons } from "./ExportButtons.tsx";
import type { UseFilters } from "./filters.ts";
import { resultOptions } from "./Result.tsx";

interface Facets {
	readonly actions: readonly { readonly action: string; readonly sentence: string | null }[];
	readonly targetTypes: readonly string[];
}

/** What the log can be narrowed by. The drop-downs offer what occurs in it. */
export const FilterFields = ({ filters, change, clear }: UseFilters) => {
	const { data } = useQuery({ queryKey: ["audit-facets"], queryFn: () => call<Facets>("GET", "/api/v0/audit/facets") });
	const given = Object.values(filters).some((value) => value !== "");
	return (
		<>
			<Typed label="Search the audit log" type="search" value={filters.q} onChange={(q) => change({ q })} />
			<SimpleGrid cols={{ base: 1, xs: 2, md: 4 }} spacing="sm">
				<Choice
					label="Resource type"
					value={filters.targetType}
					options={(data?.targetTypes ?? []).map((value) => ({ value, label: targetTypeName(value) }))}
					onChange={(targetType) => change({ targetType })}
				/>
				<Choice
					label="Action"
					value={filters.action}
					options={(data?.actions ?? []).map(({ action }) => ({ value: action, label: actionName(action) }))}
					onChange={(action) => change({ action })}
				/>
				<Choice label="Result" value={filters.result} options={resultOptions} onChange={(result) => change({ result })} />
				<Typed label="Target" placeholder="Name or id" value={filters.target} onChange={(target) => change({ target })} />
				<Typed label="User" placeholder="Name or id" value={filters.actor} onChange={(actor) => change({ actor })} />
				<Typed
					label="From"
					type="datetime-local"
					value={toLocal(filters.from)}
					onChange={(from) => change({ from: toIso(from) })}
				/>
				<Typed label="To" type="datetime-local" value={toLocal(filters.to)} onChange={(to) => change({ to: toIso(to) })} />
				<Group align="flex-end" gap="xs">
					<Button variant="subtle" disabled={!given} onClick={clear}>
						Clear filters
					</Button>
				</Group>
			</SimpleGrid>
			<ExportButtons filters={filters} />
		</>
	);
};

interface ChoiceProps {
	readonly label: string;
	readonly value: string;
	readonly options: readonly { readonly value: string; readonly label: string }[];
	onChange(value: string): void;
}

const Choice = ({ label, value, options, onChange }: ChoiceProps) => {
	// What the address names is offered even where it occurs nowhere.
	const known = value === "" || options.some((option) => option.value === value);
	return (
		<NativeSelect
			label={label}
			value={value}
			onChange={(event) => onChange(event.currentTarget.value)}
			data={[{ value: "", label: "All" }, ...options, ...(known ? [] : [{ value, label: value }])]}
		/>
	);
};

interface TypedProps extends Pick<TextInputProps, "label" | "placeholder" | "type"> {
	readonly value: string;
	onChange(value: string): void;
}

/** Tells of what is typed a short while after the last key, and follows the address where that changes by itself. */
const Typed = ({ value, onChange, ...field }: TypedProps) => {
	const [text, setText] = useState(value);
	const told = useRef(value);
	const tellSoon = useDebouncedCallback((typed: string) => {
		told.current = typed.trim();
		onChange(told.current);
	}, 300);
	useEffect(() => {
		if (value === told.current) return;
		told.current = value;
		setText(value);
	}, [value]);
	return (
		<TextInput
			{...field}
			value={text}
			maxLength={200}
			onChange={(event) => {
				setText(event.currentTarget.value);
				tellSoon(event.currentTarget.value);
			}}
		/>
	);
};

/** A moment in the reader's own time zone, as the field writes it. */
const toLocal = (iso: string): string => {
	const moment = new Date(iso);
	if (Number.isNaN(moment.getTime())) return "";
	return new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
};

const toIso = (local: string): string => {
	const moment = new Date(local);
	return Number.isNaN(moment.getTime()) ? "" : moment.toISOString();
};
