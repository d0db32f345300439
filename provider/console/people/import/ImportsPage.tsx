import { Button, FileInput, Group, Stack, Text } from "@mantine/core";
import { IconFileImport } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { call } from "#common/ui/api/call.ts";
import { useAction } from "#common/ui/api/useAction.ts";
import { useList } from "#common/ui/api/useList.ts";
import { FormError } from "#common/ui/fields/FormError.tsx";
import { TextLink } from "#common/ui/links.tsx";
import { Card } from "#common/ui/page/Card.tsx";
import { EmptyState } from "#common/ui/page/EmptyState.tsx";
import { Moment } from "#common/ui/page/Moment.tsx";
import { PageHeader } from "#common/ui/page/PageHeader.tsx";
import { type Column, DataTable } from "#common/ui/table/DataTable.tsx";
import { ImportBadge } from "./ImportBadge.tsx";
import { IMPORTS, type PeopleImport } from "./types.ts";
import { remember } from "./upload.ts";

const COLUMNS: readonly Column<PeopleImport>[] = [
	{ header: "File", cell: ({ id, name }) => <TextLink to={`/admin/people/import/${id}`}>{name}</TextLink> },
	{ header: "Rows", cell: ({ rows }) => rows.toLocaleString("en"), labelled: true, align: "right", width: 96 },
	{ header: "New", cell: ({ made }) => made.NEW.toLocaleString("en"), align: "right", width: 96, secondary: true },
	{ header: "Changed", cell: ({ made }) => made.CHANGED.toLocaleString("en"), align: "right", width: 96, secondary: true },
	{ header: "Begun", cell: ({ created }) => <Moment at={created} />, secondary: true },
	{ header: "Status", cell: ({ status }) => <ImportBadge status={status} />, width: 140 },
];

/** Begins an import of people from a CSV file, and shows those that there were. */
export const ImportsPage = () => {
	const [file, setFile] = useState<File>();
	const navigate = useNavigate();
	const list = useList<PeopleImport>(IMPORTS);
	const begin = useAction({
		act: (chosen: File) => call<PeopleImport>("POST", IMPORTS, { name: chosen.name.slice(0, 200), size: chosen.size }),
		onDone: async ({ id }, chosen) => {
			remember(id, chosen);
			await navigate({ to: "/admin/people/import/$id", params: { id } });
		},
	});
	return (
		<>
			<PageHeader
				back={{ to: "/admin/people", label: "People" }}
				title="Import people"
				description="From a CSV file, one person a line. Every row is looked at first, and nothing is written until you say so."
			/>
			<Stack gap="lg">
				<Card title="New import">
					<form
						onSubmit={(event) => {
							event.preventDefault();
							if (file) begin.run(file);
						}}
					>
						<Stack gap="sm">
							<FormError error={begin.error} />
							<Group align="flex-end" gap="sm">
								<FileInput
									flex="1 1 240px"
									maw={480}
									label="CSV file"
									description="In UTF-8, with the names of its columns in the first line. At most 100 MB and 250,000 rows."
									placeholder="Choose a file"
									accept=".csv,text/csv"
									clearable
									clearButtonProps={{ "aria-label": "Do not use this file" }}
									value={file ?? null}
									onChange={(chosen) => setFile(chosen ?? undefined)}
								/>
								<Button type="submit" disabled={!file || file.size === 0} loading={begin.running}>
									Upload
								</Button>
							</Group>
							<Text size="sm" c="dimmed">
								Passwords are never imported: people choose their own with an activation link. A column that looks like passwords
								is not kept.
							</Text>
						</Stack>
					</form>
				</Card>
				<DataTable
					label="Imports"
					columns={COLUMNS}
					list={list}
					rowKey={({ id }) => id}
					empty={
						<EmptyState
							icon={<IconFileImport size={40} stroke={1.5} aria-hidden />}
							title="No imports yet"
							description="Each import stands here with what became of it."
						/>
					}
				/>
			</Stack>
		</>
	);
};
