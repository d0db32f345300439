import { Group, NativeSelect, Text } from "@mantine/core";
import { IconListSearch } from "@tabler/icons-react";
import { useState } from "react";
import { EmptyState } from "#common/ui/page/EmptyState.tsx";
import { Moment } from "#common/ui/page/Moment.tsx";
import { PageHeader } from "#common/ui/page/PageHeader.tsx";
import { type Column, DataTable } from "#common/ui/table/DataTable.tsx";
import { SearchBox } from "#common/ui/table/SearchBox.tsx";
import type { LogEvent } from "../api.ts";
import { StatusBadge } from "../StatusBadge.tsx";
import { EventDetails } from "./EventDetails.tsx";
import { nameOf } from "./parties.ts";
import { RANGES, sinceOf } from "./ranges.ts";
import { SearchState } from "./SearchState.tsx";
import { useEvents } from "./useEvents.ts";

const COLUMNS: readonly Column<LogEvent>[] = [
	{ header: "Time", cell: ({ published }) => <Moment at={published} exact />, width: 150 },
	{
		header: "Event",
		width: "26%",
		cell: ({ displayMessage, eventType }) => (
			<>
				{displayMessage}
				<Text size="xs" c="dimmed">
					{eventType}
				</Text>
			</>
		),
	},
	{ header: "Actor", cell: ({ actor }) => nameOf(actor), secondary: true, width: "18%" },
	{ header: "Target", cell: ({ target }) => target?.map(nameOf).join(", "), secondary: true },
	{ header: "Outcome", cell: ({ outcome }) => <StatusBadge status={outcome.result} />, width: 110 },
];

/** Who did what, when, and how it ended; the newest first. */
export const SystemLogPage = () => {
	const [q, setQ] = useState("");
	const [range, setRange] = useState("week");
	const [since, setSince] = useState(() => sinceOf("week"));
	const list = useEvents({ q, since, sortOrder: "DESCENDING" });
	const choose = (chosen: string) => {
		setRange(chosen);
		setSince(sinceOf(chosen));
	};
	return (
		<>
			<PageHeader title="System Log" description="Every sign-in, refusal and change, the newest first." />
			<Group mb="md" gap="sm">
				<SearchBox label="Search events" onSearch={setQ} flex="1 1 240px" maw={480} />
				<NativeSelect
					aria-label="Time range"
					data={[...RANGES]}
					value={range}
					onChange={(event) => choose(event.currentTarget.value)}
				/>
			</Group>
			<SearchState list={list} />
			<DataTable
				label="Events"
				columns={COLUMNS}
				list={list}
				rowKey={({ uuid }) => uuid}
				details={{
					label: ({ displayMessage }) => `Details of ${displayMessage}`,
					of: (event) => <EventDetails event={event} />,
				}}
				empty={
					<EmptyState
						icon={<IconListSearch size={40} stroke={1.5} aria-hidden />}
						{...(list.search === "complete"
							? { title: "No events", description: "Nothing in this time range matches. Try a longer range or other words." }
							: { title: "Nothing yet", description: "Nothing that was searched so far matches." })}
					/>
				}
			/>
		</>
	);
};
