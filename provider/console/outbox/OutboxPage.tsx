import { Box, Stack, Text } from "@mantine/core";
import { IconMail } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { call } from "#common/ui/api/call.ts";
import { useList } from "#common/ui/api/useList.ts";
import { TextLink } from "#common/ui/links.tsx";
import { EmptyState } from "#common/ui/page/EmptyState.tsx";
import { Loaded } from "#common/ui/page/Loaded.tsx";
import { Moment } from "#common/ui/page/Moment.tsx";
import { PageHeader } from "#common/ui/page/PageHeader.tsx";
import { type Column, DataTable } from "#common/ui/table/DataTable.tsx";
import { StatusBadge } from "../StatusBadge.tsx";
import { LetterActions } from "./LetterActions.tsx";
import { MailStateCard } from "./MailStateCard.tsx";
import { type Letter, type MailState, OUTBOX } from "./types.ts";

const columnsFor = (delivers: boolean): readonly Column<Letter>[] => [
	{ header: "Written", cell: ({ created }) => <Moment at={created} />, width: 170, secondary: true },
	{
		header: "To",
		width: "28%",
		cell: ({ userId, name, address }) => (
			<>
				<TextLink to={`/admin/people/${userId}`}>{name}</TextLink>
				<Text size="xs" c="dimmed" style={{ overflowWrap: "anywhere" }}>
					{address}
				</Text>
			</>
		),
	},
	{
		header: "Letter",
		cell: ({ subject, error, nextAttempt, attempts }) => (
			<>
				{subject}
				{error !== null && (
					<Text size="xs" c="dimmed" style={{ overflowWrap: "anywhere" }}>
						{error}
					</Text>
				)}
				{delivers && nextAttempt !== null && attempts > 0 && (
					<Text size="xs" c="dimmed">
						Attempt {attempts + 1}: <Moment at={nextAttempt} />
					</Text>
				)}
			</>
		),
	},
	{
		header: "State",
		width: 120,
		cell: ({ status }) => <StatusBadge status={status === "QUEUED" && !delivers ? "UNSENT" : status} />,
	},
	{
		header: "Actions",
		headerHidden: true,
		align: "right",
		width: 64,
		cell: (letter) => <LetterActions letter={letter} delivers={delivers} />,
	},
];

/** What the provider has written to people, and whether it has left. */
export const OutboxPage = () => {
	const state = useQuery({ queryKey: ["outbox", "state"], queryFn: () => call<MailState>("GET", `${OUTBOX}/state`) });
	const list = useList<Letter>(OUTBOX);
	return (
		<>
			<PageHeader
				title="Outbox"
				description="Letters to your people: links, codes, and what they should know. What a sent one says is not kept; that it was sent is, for a month."
			/>
			<Loaded query={state}>
				{(mail) => (
					<Stack gap="lg">
						<MailStateCard state={mail} />
						<Box>
							<DataTable
								label="Letters"
								columns={columnsFor(mail.delivers)}
								list={list}
								rowKey={({ id }) => id}
								empty={
									<EmptyState
										icon={<IconMail size={40} stroke={1.5} aria-hidden />}
										title="No letters yet"
										description="They appear when somebody is activated, forgets a password, or signs in with a new device."
									/>
								}
							/>
						</Box>
					</Stack>
				)}
			</Loaded>
		</>
	);
};
