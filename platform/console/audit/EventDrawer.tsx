import { Drawer } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { call } from "#common/ui/api/call.ts";
import { Loaded } from "#common/ui/page/Loaded.tsx";
import type { AuditEvent } from "../api.ts";
import { EventFacts } from "./EventFacts.tsx";

interface EventDrawerProps {
	/** The event that lies open; undefined while none does. */
	readonly id: string | undefined;
	onClose(): void;
}

/** One event beside the list. */
export const EventDrawer = ({ id, onClose }: EventDrawerProps) => (
	<Drawer
		opened={id !== undefined}
		onClose={onClose}
		position="right"
		size="lg"
		title="Event"
		closeButtonProps={{ "aria-label": "Close" }}
	>
		{id !== undefined && <Event id={id} />}
	</Drawer>
);

const Event = ({ id }: { id: string }) => {
	const query = useQuery({
		queryKey: ["audit-event", id],
		queryFn: () => call<AuditEvent>("GET", `/api/v0/audit/${encodeURIComponent(id)}`),
	});
	return <Loaded query={query}>{(event) => <EventFacts event={event} />}</Loaded>;
};
