import "./table.css";
import { ActionIcon, Box, LoadingOverlay, Paper, Table } from "@mantine/core";
import { IconChevronRight } from "@tabler/icons-react";
import { Fragment, type ReactNode, useId, useState } from "react";
import type { ListState } from "../api/useList.ts";
import { ErrorState } from "../page/ErrorState.tsx";
import { Loading } from "../page/Loading.tsx";
import { Pager } from "./Pager.tsx";

export interface Column<T> {
	/** The column's heading; with `headerHidden` only read aloud. */
	readonly header: string;
	readonly headerHidden?: boolean;
	readonly cell: (row: T) => ReactNode;
	/** Left out on small screens. */
	readonly secondary?: boolean;
	/** Says its heading on small screens too, where headings are not shown; for values that do not speak for themselves. */
	readonly labelled?: boolean;
	readonly align?: "right";
	readonly width?: number | string;
}

export interface DataTableProps<T> {
	/** What the table holds, for people who hear it. */
	readonly label: string;
	readonly columns: readonly Column<T>[];
	readonly list: ListState<T>;
	readonly rowKey: (row: T) => string;
	/** Stands in place of the table when there is nothing. */
	readonly empty: ReactNode;
	/** More about a row, opened below it by a button with this name. */
	readonly details?: { readonly label: (row: T) => string; readonly of: (row: T) => ReactNode } | undefined;
}

/**
 * A list as a table, with its states (loading, refused, empty) and the ways to other pages. On small screens each row is a
 * small card; the roles are written out because a changed `display` would take them away.
 */
export const DataTable = <T,>({ label, columns, list, rowKey, empty, details }: DataTableProps<T>) => {
	if (list.error !== null && list.items.length === 0) return <ErrorState error={list.error} onRetry={list.retry} />;
	return (
		<Paper withBorder className="sg-table" aria-busy={list.loading || list.stale}>
			{list.loading && <Loading />}
			{!list.loading && list.items.length === 0 && empty}
			{list.items.length > 0 && (
				<Box pos="relative">
					<LoadingOverlay
						visible={list.stale}
						zIndex={1}
						overlayProps={{ backgroundOpacity: 0.4 }}
						loaderProps={{ size: "sm" }}
					/>

					<Table
						role="table"
						aria-label={label}
						data-details={details !== undefined || undefined}
						verticalSpacing={12}
						horizontalSpacing="md"
					>
						<Head columns={columns} withDetails={details !== undefined} />
						<Table.Tbody role="rowgroup">
							{list.items.map((row) => (
								<Row key={rowKey(row)} row={row} columns={columns} details={details} />
							))}
						</Table.Tbody>
					</Table>
				</Box>
			)}
			<Pager list={list} label={label} />
		</Paper>
	);
};

/** How a column's heading and cells stand; its width is the heading's alone, since small screens have no columns. */
const placed = <T,>({ align, secondary = false }: Column<T>) => ({
	"data-align": align,
	...(secondary && { visibleFrom: "sm" as const }),
});

const Head = <T,>({ columns, withDetails }: { columns: readonly Column<T>[]; withDetails: boolean }) => (
	<Table.Thead role="rowgroup">
		<Table.Tr role="row">
			{withDetails && (
				<Table.Th role="columnheader" w={44}>
					<span className="sg-only-heard">Details</span>
				</Table.Th>
			)}
			{columns.map((column) => (
				<Table.Th
					role="columnheader"
					key={column.header}
					scope="col"
					{...(column.width !== undefined && { w: column.width })}
					{...placed(column)}
				>
					<span className={column.headerHidden ? "sg-only-heard" : ""}>{column.header}</span>
				</Table.Th>
			))}
		</Table.Tr>
	</Table.Thead>
);

type RowProps<T> = { readonly row: T } & Pick<DataTableProps<T>, "columns" | "details">;

const Row = <T,>({ row, columns, details }: RowProps<T>) => {
	const [open, setOpen] = useState(false);
	const id = useId();
	return (
		<Fragment>
			<Table.Tr role="row">
				{details && (
					<Table.Td role="cell">
						<ActionIcon
							variant="subtle"
							color="gray"
							aria-label={details.label(row)}
							aria-expanded={open}
							aria-controls={id}
							onClick={() => setOpen(!open)}
						>
							<IconChevronRight size={18} aria-hidden className="sg-table-turn" />
						</ActionIcon>
					</Table.Td>
				)}
				{columns.map((column) => (
					<Table.Td role="cell" key={column.header} data-header={column.labelled ? column.header : undefined} {...placed(column)}>
						{column.cell(row)}
					</Table.Td>
				))}
			</Table.Tr>
			{details && open && (
				<Table.Tr role="row" id={id} className="sg-table-details">
					<Table.Td role="cell" colSpan={columns.length + 1}>
						{details.of(row)}
					</Table.Td>
				</Table.Tr>
			)}
		</Fragment>
	);
};
