import { Box, Flex, NativeSelect, Stack, Text } from "@mantine/core";
import { IconHistory } from "@tabler/icons-react";
import { useState } from "react";
import { useList } from "#common/ui/api/useList.ts";
import { EmptyState } from "#common/ui/page/EmptyState.tsx";
import { Moment } from "#common/ui/page/Moment.tsx";
import { PageHeader } from "#common/ui/page/PageHeader.tsx";
import { DataTable } from "#common/ui/table/DataTable.tsx";
import { SearchBox } from "#common/ui/table/SearchBox.tsx";
import type { AuditEvent } from "../api.ts";
import { Whole } from "../Whole.tsx";
import { actionName, actionOptions } from "./actions.ts";
import { EventFacts } from "./EventFacts.tsx";
import { Result, resultOptions } from "./Result.tsx";

/** *Manage* > *Audit*. */
export const AuditPage = () => {
	const [search, setSearch] = useState({ q: "", action: "", result: "" });
	const list = useList<AuditEvent>("/api/v0/audit", search, { limit: 50 });
	return (
		<>
			<PageHeader
				title="Audit"
				description="Who did what, when and from where. A request id that somebody was shown is found here."
			/>
			<Stack gap="md">
				<Flex gap="sm" direction={{ base: "column", sm: "row" }}>
					<SearchBox label="Search the audit log" onSearch={(q) => setSearch((before) => ({ ...before, q }))} flex={1} />
					<NativeSelect
						aria-label="Action"
						value={search.action}
						onChange={(event) => setSearch({ ...search, action: event.currentTarget.value })}
						data={[{ value: "", label: "All actions" }, ...actionOptions]}
					/>
					<NativeSelect
						aria-label="Result"
						value={search.result}
						onChange={(event) => setSearch({ ...search, result: event.currentTarget.value })}
						data={[{ value: "", label: "All results" }, ...resultOptions]}
					/>
				</Flex>
				<DataTable
					label="Audit events"
					list={list}
					rowKey={(event) => event.id}
					columns={[
						{
							header: "Who, from where",
							cell: ({ actor, address }) => (
								<Box miw={{ sm: 104 }}>
									{nameOf(actor.name)}
									<Text size="sm" c="dimmed">
										{address}
									</Text>
								</Box>
							),
						},
						{ header: "What", cell: (event) => <Box miw={{ sm: 108 }}>{actionName(event.action)}</Box> },
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
					details={{
						label: (event) => `Details of ${actionName(event.action)}, ${nameOf(event.actor.name)}`,
						of: (event) => <EventFacts event={event} />,
					}}
					empty={
						<EmptyState
							icon={<IconHistory size={40} stroke={1.5} aria-hidden />}
							title="Nothing to show"
							description="No event matches what you are looking for."
						/>
					}
				/>
			</Stack>
		</>
	);
};

const nameOf = (name: string): string => name || "Not signed in";
