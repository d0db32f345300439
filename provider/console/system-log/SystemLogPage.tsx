import { Text } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconListSearch } from "@tabler/icons-react";
import { useState } from "react";
import { EmptyState } from "#common/ui/page/EmptyState.tsx";
import { Moment } from "#common/ui/page/Moment.tsx";
import { PageHeader } from "#common/ui/page/PageHeader.tsx";
import { type Column, DataTable } from "#common/ui/table/DataTable.tsx";
import type { LogEvent } from "../api.ts";
import { StatusBadge } from "../StatusBadge.tsx";
import { EventDetails } from "./EventDetails.tsx";
import { ExportButton } from "./ExportButton.tsx";
import { Filters } from "./Filters.tsx";
import { EVERYTHING, queryOf, type Search } from "./filter.ts";
import { LiveSwitch } from "./LiveSwitch.tsx";
import { nameOf } from "./parties.ts";
import { RetentionCard } from "./RetentionCard.tsx";
import { SearchState } from "./SearchState.tsx";
import { type EventList, useEvents } from "./useEvents.ts";
import { type Tail, useTail } from "./useTail.ts";

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

/** What was written meanwhile: all of the tail that the list does not have. */
const freshOf = ({ events }: Tail, { items, page }: EventList): readonly LogEvent[] => {
	const known = new Set(items.map(({ uuid }) => uuid));
	return page === 1 ? events.filter(({ uuid }) => !known.has(uuid)) : [];
};

/** Who did what, when, and how it ended; the newest first. */
export const SystemLogPage = () => {
	const [search, setSearch] = useState<Search>(EVERYTHING);
	const [query, setQuery] = useState(() => queryOf(EVERYTHING));
	const [live, setLive] = useState(false);
	const ended = query.until !== undefined;
	const tail = useTail({ q: query.q, filter: query.filter }, live && !ended);
	const found = useEvents({ ...query, sortOrder: "DESCENDING" });
	const fresh = found.loading ? [] : freshOf(tail, found);
	const list = { ...found, items: [...fresh, ...found.items] };
	const askSoon = useDebouncedCallback((to: Search) => setQuery(queryOf(to)), 250);
	const change = (to: Search) => {
		setSearch(to);
		askSoon(to);
	};
	return (
		<>
			<PageHeader
				title="System Log"
				description="Every sign-in, refusal and change, the newest first."
				actions={<ExportButton query={query} />}
			/>
			<Filters search={search} onChange={change} />
			<LiveSwitch on={live && !ended} state={tail.state} fresh={fresh.length} disabled={ended} onChange={setLive} />
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
			<RetentionCard />
		</>
	);
};
