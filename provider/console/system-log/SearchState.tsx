import { Button, Group, Loader, Text } from "@mantine/core";
import type { EventList } from "./useEvents.ts";

/** Says that older events are being searched, and lets a person stop that or go on with it. */
export const SearchState = ({ list: { search, stop, goOn } }: { readonly list: EventList }) => (
	<Group role="status" gap="sm" mb={search === "complete" ? 0 : "md"} mih={search === "complete" ? 0 : 30}>
		{search === "searching" && (
			<>
				<Loader size="xs" aria-hidden />
				<Text size="sm">Searching older events …</Text>
				<Button size="xs" variant="default" onClick={stop}>
					Stop
				</Button>
			</>
		)}
		{search === "stopped" && (
			<>
				<Text size="sm">The search stopped before the beginning of the time range.</Text>
				<Button size="xs" variant="default" onClick={goOn}>
					Search on
				</Button>
			</>
		)}
	</Group>
);
