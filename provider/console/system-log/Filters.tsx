import { Button, Group, NativeSelect, Select, TextInput } from "@mantine/core";
import { IconFilter } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { call } from "#common/ui/api/call.ts";
import { SearchBox } from "#common/ui/table/SearchBox.tsx";
import { EVERYTHING, furtherIn, type Search } from "./filter.ts";
import { RANGES, type Range } from "./ranges.ts";

const OUTCOMES = [
	{ value: "", label: "Any outcome" },
	{ value: "SUCCESS", label: "Success" },
	{ value: "FAILURE", label: "Failure" },
	{ value: "DENY", label: "Denied" },
];

interface EventType {
	readonly id: string;
	readonly name: string;
}

const useEventTypes = () =>
	useQuery({
		queryKey: ["event-types"],
		queryFn: () => call<{ readonly eventTypes: readonly EventType[] }>("GET", "/api/v1/internal/logs/event-types"),
		staleTime: Number.POSITIVE_INFINITY,
	});

interface FiltersProps {
	readonly search: Search;
	readonly onChange: (search: Search) => void;
}

/** What the log is searched for: words and a time at once, the rest behind a button. */
export const Filters = ({ search, onChange }: FiltersProps) => {
	const [open, setOpen] = useState(false);
	const id = useId();
	const further = furtherIn(search);
	const set = (change: Partial<Search>) => onChange({ ...search, ...change });
	return (
		<>
			<Group mb="sm" gap="sm">
				<SearchBox label="Search events" onSearch={(q) => set({ q })} flex="1 1 240px" maw={480} />
				<NativeSelect
					aria-label="Time range"
					data={RANGES.map((range) => ({ ...range }))}
					value={search.range}
					onChange={(event) => set({ range: event.currentTarget.value as Range })}
				/>
				<Button
					variant="default"
					leftSection={<IconFilter size={18} aria-hidden />}
					aria-expanded={open}
					aria-controls={id}
					onClick={() => setOpen(!open)}
				>
					{further === 0 ? "Filters" : `Filters (${further})`}
				</Button>
			</Group>
			{search.range === "custom" && (
				<Group mb="sm" gap="sm" align="flex-end">
					<MomentField label="From" value={search.from} onChange={(from) => set({ from })} />
					<MomentField label="To" value={search.to} onChange={(to) => set({ to })} />
				</Group>
			)}
			<div id={id}>{open && <Further search={search} set={set} onReset={() => onChange({ ...EVERYTHING, q: search.q })} />}</div>
		</>
	);
};

interface FurtherProps {
	readonly search: Search;
	readonly set: (change: Partial<Search>) => void;
	readonly onReset: () => void;
}

const Further = ({ search, set, onReset }: FurtherProps) => {
	const types = useEventTypes().data?.eventTypes ?? [];
	return (
		<Group mb="md" gap="sm" align="flex-end">
			<Select
				label="Event type"
				placeholder="Any event"
				searchable
				clearable
				clearButtonProps={{ "aria-label": "Any event type" }}
				nothingFoundMessage="No such event type"
				data={types.map((type) => ({ value: type.id, label: `${type.name} (${type.id})` }))}
				value={search.eventType || null}
				onChange={(eventType) => set({ eventType: eventType ?? "" })}
				flex="1 1 280px"
				maw={420}
			/>
			<NativeSelect
				label="Outcome"
				data={OUTCOMES}
				value={search.outcome}
				onChange={(event) => set({ outcome: event.currentTarget.value })}
			/>
			<TextField label="Actor" placeholder="Name, username or ID" value={search.actor} onChange={(actor) => set({ actor })} />
			<TextField label="Target" placeholder="Name, username or ID" value={search.target} onChange={(target) => set({ target })} />
			<TextField
				label="Request ID"
				placeholder="As a page showed it"
				value={search.requestId}
				onChange={(requestId) => set({ requestId })}
			/>
			<Button variant="subtle" onClick={onReset}>
				Clear filters
			</Button>
		</Group>
	);
};

interface FieldProps {
	readonly label: string;
	readonly placeholder?: string;
	readonly value: string;
	readonly onChange: (value: string) => void;
}

const TextField = ({ onChange, ...field }: FieldProps) => (
	<TextInput {...field} maxLength={200} flex="1 1 160px" maw={260} onChange={(event) => onChange(event.currentTarget.value)} />
);

const MomentField = ({ onChange, ...field }: FieldProps) => (
	<TextInput {...field} type="datetime-local" onChange={(event) => onChange(event.currentTarget.value)} />
);
