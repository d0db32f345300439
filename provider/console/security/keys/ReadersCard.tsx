import { SegmentedControl } from "@mantine/core";
import { useState } from "react";
import { useList } from "#common/ui/api/useList.ts";
import { TextLink } from "#common/ui/links.tsx";
import { Card } from "#common/ui/page/Card.tsx";
import { EmptyState } from "#common/ui/page/EmptyState.tsx";
import { type Column, DataTable } from "#common/ui/table/DataTable.tsx";
import { ReaderReason, ReaderState } from "./ReaderState.tsx";
import { CREDENTIALS, type KeyReader } from "./types.ts";

const COLUMNS: readonly Column<KeyReader>[] = [
	{
		header: "Application",
		width: "30%",
		cell: ({ id, label }) => (
			<TextLink to="/admin/applications/$id/$tab" params={{ id, tab: "sign-on" }}>
				{label}
			</TextLink>
		),
	},
	{ header: "What is known", cell: (reader) => <ReaderReason reader={reader} /> },
	{ header: "Fetched", width: 150, cell: (reader) => <ReaderState reader={reader} /> },
];

/** Which applications have read the next keys. */
export const ReadersCard = () => {
	const [shown, setShown] = useState("ALL");
	const list = useList<KeyReader>(`${CREDENTIALS}/readers`, { nextKey: shown === "ALL" ? undefined : shown });
	return (
		<Card
			title="Fetched the next keys"
			description="Who fetches the keys need not say so. A fetch counts as an application's when it comes from an address where the application asks for tokens, or names its client ID. It is shown within a minute."
		>
			<SegmentedControl
				aria-label="Applications to show"
				w="fit-content"
				value={shown}
				onChange={setShown}
				data={[
					{ value: "ALL", label: "All" },
					{ value: "NOT_SEEN", label: "Not seen" },
				]}
			/>
			<DataTable
				label="Applications"
				columns={COLUMNS}
				list={list}
				rowKey={({ id }) => id}
				empty={
					<EmptyState
						title={shown === "ALL" ? "No applications that people sign in to" : "Every application has the next keys"}
					/>
				}
			/>
		</Card>
	);
};
