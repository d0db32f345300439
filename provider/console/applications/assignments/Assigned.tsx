import { Button, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { call } from "#common/ui/api/call.ts";
import { useAction } from "#common/ui/api/useAction.ts";
import type { ListState } from "#common/ui/api/useList.ts";
import { EmptyState } from "#common/ui/page/EmptyState.tsx";
import { type Column, DataTable } from "#common/ui/table/DataTable.tsx";
import { useMay } from "../../frame/useMe.ts";

interface AssignedProps<T> {
	readonly title: string;
	/** The assignments' address in the API. */
	readonly at: string;
	readonly list: ListState<T>;
	readonly columns: readonly Column<T>[];
	readonly nameOf: (row: T) => string;
	readonly empty: ReactNode;
}

/** Assignments of one sort, each with a button that takes it away. */
export const Assigned = <T extends { readonly id: string }>({ title, at, list, columns, nameOf, empty }: AssignedProps<T>) => {
	const may = useMay()("apps.manage");
	const remove = useAction({
		act: (row: T) => call("DELETE", `${at}/${row.id}`),
		done: (_answer, row) => `${nameOf(row)} is no longer assigned.`,
		errors: "notify",
	});
	const removal: Column<T> = {
		header: "Remove",
		headerHidden: true,
		align: "right",
		width: 120,
		cell: (row) => (
			<Button
				size="xs"
				variant="default"
				disabled={remove.running}
				aria-label={`Remove ${nameOf(row)}`}
				onClick={() => remove.run(row)}
			>
				Remove
			</Button>
		),
	};
	return (
		<section>
			<Title order={2} mb="sm">
				{title}
			</Title>
			<DataTable
				label={title}
				list={list}
				rowKey={({ id }) => id}
				columns={may ? [...columns, removal] : columns}
				empty={<EmptyState title={`No ${title.toLowerCase()} here`} description={empty} />}
			/>
		</section>
	);
};
