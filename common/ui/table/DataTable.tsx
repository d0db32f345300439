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

/** A list as a table, with its states (loading, refused, empty) and the ways to other pages. */
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
					<Table.ScrollContainer minWidth={0} type="native">
						<Table aria-label={label} verticalSpacing={12} horizontalSpacing="md">
							<Head columns={columns} withDetails={details !== undefined} />
							<Table.Tbody>
								{list.items.map((row) => (
									<Row key={rowKey(row)} row={row} columns={columns} details={details} />
								))}
							</Table.Tbody>
						</Table>
					</Table.ScrollContainer>
				</Box>
			)}
			<Pager list={list} label={label} />
		</Paper>
	);
};

const placed = <T,>({ align, width, secondary = false }: Column<T>) => ({
	...(align && { ta: align }),
	...(width !== undefined && { w: width }),
	...(secondary && { visibleFrom: "sm" as const }),
});

const Head = <T,>({ columns, withDetails }: { columns: readonly Column<T>[]; withDetails: boolean }) => (
	<Table.Thead>
		<Table.Tr>
			{withDetails && (
				<Table.Th w={44}>
					<span className="sg-only-heard">Details</span>
				</Table.Th>
			)}
			{columns.map((column) => (
				<Table.Th key={column.header} scope="col" {...placed(column)}>
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
			<Table.Tr>
				{details && (
					<Table.Td>
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
					<Table.Td key={column.header} {...placed(column)}>
						{column.cell(row)}
					</Table.Td>
				))}
			</Table.Tr>
			{details && open && (
				<Table.Tr id={id} className="sg-table-details">
					<Table.Td colSpan={columns.length + 1}>{details.of(row)}</Table.Td>
				</Table.Tr>
			)}
		</Fragment>
	);
};
