import { Alert, Button, Group, SimpleGrid, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconCircleCheck, IconDownload } from "@tabler/icons-react";
import { call, saveFile } from "#common/ui/api/call.ts";
import { useAction } from "#common/ui/api/useAction.ts";
import { useList } from "#common/ui/api/useList.ts";
import { ConfirmDialog } from "#common/ui/dialogs/ConfirmDialog.tsx";
import { Card } from "#common/ui/page/Card.tsx";
import { EmptyState } from "#common/ui/page/EmptyState.tsx";
import { type Column, DataTable } from "#common/ui/table/DataTable.tsx";
import { countOf, IMPORTS, type ImportRow, type Outcome, type PeopleImport } from "./types.ts";

interface ResultCardProps {
	readonly one: PeopleImport;
	/** Goes back to the columns. */
	readonly onMap: () => void;
}

const OUTCOMES: readonly (readonly [Outcome, string])[] = [
	["NEW", "New"],
	["CHANGED", "Changed"],
	["UNCHANGED", "As they are"],
	["WRONG", "Wrong"],
];

const TITLES: Partial<Record<PeopleImport["status"], string>> = {
	CHECKED: "What the import would do",
	COMPLETE: "What the import did",
	CANCELLED: "What the import did until it was cancelled",
	FAILED: "What the import did until it stopped",
};

const COLUMNS: readonly Column<ImportRow>[] = [
	{ header: "Username", cell: ({ username }) => username ?? "", width: "28%" },
	{
		header: "What is wrong",
		cell: ({ number, problems }) => (
			<Stack gap={2}>
				{problems.map(({ column, message }) => (
					<Text key={`${number} ${column} ${message}`} inherit>
						{column === null ? message : `${column}: ${message}`}
					</Text>
				))}
			</Stack>
		),
	},
	{ header: "Line", cell: ({ line }) => line.toLocaleString("en"), labelled: true, align: "right", width: 90 },
];

/** What was found, or what was done, with the rows that are wrong. */
export const ResultCard = ({ one, onMap }: ResultCardProps) => {
	const [asking, ask] = useDisclosure(false);
	const counts = one.status === "CHECKED" ? one.found : one.made;
	const wrong = useList<ImportRow>(`${IMPORTS}/${one.id}/rows`, { outcome: "WRONG" });
	const start = useAction({ act: () => call("POST", `${IMPORTS}/${one.id}/start`), onDone: ask.close });
	const report = useAction({ act: () => saveFile(`${IMPORTS}/${one.id}/report`), errors: "notify" });
	const touches = one.found.NEW + one.found.CHANGED;
	return (
		<>
			<Card
				title={TITLES[one.status] ?? ""}
				actions={
					<Button
						variant="default"
						size="xs"
						leftSection={<IconDownload size={16} aria-hidden />}
						loading={report.running}
						onClick={() => report.run()}
					>
						Report
					</Button>
				}
			>
				<Stack gap="md">
					{one.reason !== null && <Alert color="red">{one.reason}</Alert>}
					<SimpleGrid cols={{ base: 2, sm: 4 }} component="dl" m={0}>
						{OUTCOMES.map(([outcome, label]) => (
							<Stack key={outcome} gap={0}>
								<Text component="dt" size="sm" c="dimmed">
									{label}
								</Text>
								<Text component="dd" m={0} fz={24} fw={600}>
									{counts[outcome].toLocaleString("en")}
								</Text>
							</Stack>
						))}
					</SimpleGrid>
					<Group justify="flex-end" gap="xs">
						{one.status === "CHECKED" && (
							<>
								<Button variant="default" onClick={onMap}>
									Change columns
								</Button>
								<Button disabled={touches === 0} onClick={ask.open}>
									Import {countOf(touches, "person", "people")}
								</Button>
							</>
						)}
						{(one.status === "CANCELLED" || one.status === "FAILED") && (
							<Button loading={start.running} onClick={() => start.run()}>
								Go on
							</Button>
						)}
					</Group>
				</Stack>
			</Card>
			<DataTable
				label="Wrong rows"
				columns={COLUMNS}
				list={wrong}
				rowKey={({ number }) => String(number)}
				empty={<EmptyState icon={<IconCircleCheck size={40} stroke={1.5} aria-hidden />} title="No row is wrong" />}
			/>
			<ConfirmDialog
				opened={asking}
				title={`Import ${countOf(touches, "person", "people")}?`}
				confirm="Import"
				running={start.running}
				error={start.error}
				onConfirm={() => start.run()}
				onClose={ask.close}
			>
				{sentenceOf(one)}
			</ConfirmDialog>
		</>
	);
};

const sentenceOf = ({ found, plan }: PeopleImport): string =>
	[
		`${countOf(found.NEW, "person is", "people are")} added${plan?.activate ? (plan.sendMail ? ", activated, and told by mail" : " and activated") : ""}.`,
		...(found.CHANGED > 0 ? [`${countOf(found.CHANGED, "person is", "people are")} changed.`] : []),
		...(found.WRONG > 0 ? [`${countOf(found.WRONG, "wrong row is", "wrong rows are")} left out.`] : []),
	].join(" ");
