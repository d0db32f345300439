import { Badge, Button, Group, Stack } from "@mantine/core";
import { useState } from "react";
import { useAction } from "#common/ui/api/useAction.ts";
import { useList } from "#common/ui/api/useList.ts";
import { Dialog } from "#common/ui/dialogs/Dialog.tsx";
import { FormError } from "#common/ui/fields/FormError.tsx";
import { EmptyState } from "#common/ui/page/EmptyState.tsx";
import { DataTable } from "#common/ui/table/DataTable.tsx";
import { SearchBox } from "#common/ui/table/SearchBox.tsx";
import { PickCell } from "./PickCell.tsx";

/** One that can be picked, with an id that `from` and `taken` share. */
interface Pickable {
	readonly id: string;
}

interface PickDialogProps<T extends Pickable> {
	readonly opened: boolean;
	readonly onClose: () => void;
	readonly title: string;
	/** What the search field is called. */
	readonly search: string;
	/** The list to pick from. */
	readonly from: string;
	/** The query of that list for what is typed; `q` when absent. */
	readonly query?: (typed: string) => Readonly<Record<string, string | undefined>>;
	/** The list of those that are picked already. */
	readonly taken: string;
	/** The button of a row, such as `Assign`, and what stands there afterwards. */
	readonly action: string;
	readonly done: string;
	readonly show: (row: T) => { readonly name: string; readonly detail?: string | null | undefined };
	readonly onPick: (row: T) => Promise<unknown>;
}

/** Searches a list and picks from it, one by one, until *Done*. */
export const PickDialog = <T extends Pickable>(props: PickDialogProps<T>) => (
	<Dialog opened={props.opened} onClose={props.onClose} title={props.title} size="lg">
		<Picking {...props} />
	</Dialog>
);

const Picking = <T extends Pickable>({ onClose, search, from, query, taken, action, done, show, onPick }: PickDialogProps<T>) => {
	const [q, setQ] = useState("");
	const list = useList<T>(from, query?.(q) ?? { q }, { limit: 8 });
	const already = useList<Pickable>(taken, { q }, { limit: 200 });
	const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
	const pick = useAction({
		act: onPick,
		onDone: (_answer, { id }) => setPicked((before) => new Set([...before, id])),
		done: (_answer, row) => `${show(row).name}: ${done.toLowerCase()}.`,
	});
	const isTaken = ({ id }: T) => picked.has(id) || already.items.some((one) => one.id === id);
	return (
		<Stack gap="md">
			<SearchBox label={search} onSearch={setQ} />
			<FormError error={pick.error} />
			<DataTable
				label={search}
				list={list}
				rowKey={({ id }) => id}
				empty={<EmptyState title="Nothing matches" description="Try fewer or other words." />}
				columns={[
					{ header: "Name", cell: (row) => <PickCell {...show(row)} /> },
					{
						header: action,
						headerHidden: true,
						align: "right",
						width: 120,
						cell: (row) =>
							isTaken(row) ? (
								<Badge tt="none">{done}</Badge>
							) : (
								<Button
									size="xs"
									variant="default"
									disabled={pick.running}
									aria-label={`${action} ${show(row).name}`}
									onClick={() => pick.run(row)}
								>
									{action}
								</Button>
							),
					},
				]}
			/>
			<Group justify="flex-end">
				<Button onClick={onClose}>Done</Button>
			</Group>
		</Stack>
	);
};
