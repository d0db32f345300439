import { Anchor, Box, Stack, Text } from "@mantine/core";
import { IconHistory } from "@tabler/icons-react";
import { useEffect, useRef } from "react";
import { useList } from "#common/ui/api/useList.ts";
import { EmptyState } from "#common/ui/page/EmptyState.tsx";
import { Moment } from "#common/ui/page/Moment.tsx";
import { PageHeader } from "#common/ui/page/PageHeader.tsx";
import { DataTable } from "#common/ui/table/DataTable.tsx";
import type { AuditEvent } from "../api.ts";
import { Whole } from "../Whole.tsx";
import { actionName, actorName } from "./actions.ts";
import { EventDrawer } from "./EventDrawer.tsx";
import { FilterFields } from "./FilterFields.tsx";
import { queryOf, soughtRequest, useFilters } from "./filters.ts";
import { Result } from "./Result.tsx";

/** *Manage* > *Audit*. */
export const AuditPage = () => {
	const narrowing = useFilters();
	const { filters, id, open } = narrowing;
	const list = useList<AuditEvent>("/api/v0/audit", queryOf(filters), { limit: 50 });
	useOpenSought(soughtRequest(filters), list.stale || list.loading ? undefined : list.items[0], open);
	return (
		<>
			<PageHeader
				title="Audit"
				description="Who did what, when and from where. A request id that somebody was shown opens what happened."
			/>
			<Stack gap="md">
				<FilterFields {...narrowing} />
				<DataTable
					label="Audit events"
					list={list}
					rowKey={(event) => event.id}
					columns={[
						{
							header: "Who, from where",
							cell: ({ actor, address }) => (
								<Box miw={{ sm: 104 }}>
									{actorName(actor.name)}
									<Text size="sm" c="dimmed">
										{address}
									</Text>
								</Box>
							),
						},
						{
							header: "What",
							cell: (event) => (
								<Box miw={{ sm: 108 }}>
									<Anchor
										component="button"
										type="button"
										ta="left"
										inherit
										aria-label={`${actionName(event.action)}, ${actorName(event.actor.name)}: details`}
										aria-haspopup="dialog"
										onClick={() => open(event.id)}
									>
										{actionName(event.action)}
									</Anchor>
								</Box>
							),
						},
						{
							header: "Target",
							cell: ({ target }) => <Box miw={{ sm: 184 }}>{target?.name ?? target?.id}</Box>,
							secondary: true,
						},
						{
							header: "When",
							cell: (event) => (
								<Whole>
									<Moment at={event.time} />
								</Whole>
							),
						},
						{
							header: "Result",
							cell: (event) => (
								<Whole>
									<Result of={event.result} />
								</Whole>
							),
						},
					]}
					empty={
						<EmptyState
							icon={<IconHistory size={40} stroke={1.5} aria-hidden />}
							title="Nothing to show"
							description="No event matches what you are looking for."
						/>
					}
				/>
			</Stack>
			<EventDrawer id={id} onClose={() => open(undefined)} />
		</>
	);
};

/** Opens the event of a request id that was searched for, once for each search. */
const useOpenSought = (requestId: string | undefined, event: AuditEvent | undefined, open: (id: string) => void): void => {
	const opened = useRef<string>(undefined);
	useEffect(() => {
		if (requestId === undefined) opened.current = undefined;
		if (requestId === undefined || event?.requestId !== requestId || opened.current === requestId) return;
		opened.current = requestId;
		open(event.id);
	}, [requestId, event, open]);
};
