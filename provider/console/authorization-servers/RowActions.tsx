import { Button, Group } from "@mantine/core";
import { useState } from "react";
import { call } from "#common/ui/api/call.ts";
import { useAction } from "#common/ui/api/useAction.ts";
import { ConfirmDialog } from "#common/ui/dialogs/ConfirmDialog.tsx";

interface RowActionsProps {
	readonly name: string;
	/** Its address in the API. */
	readonly at: string;
	readonly onEdit: () => void;
	/** What goes with it; none: it is built in and stays. */
	readonly loss?: string | undefined;
}

/** Edit and delete, for a row of a list. */
export const RowActions = ({ name, at, onEdit, loss }: RowActionsProps) => {
	const [asking, setAsking] = useState(false);
	const remove = useAction({ act: () => call("DELETE", at), onDone: () => setAsking(false), done: `${name} has been deleted.` });
	return (
		<Group gap="xs" justify="flex-end" wrap="nowrap">
			<Button size="xs" variant="default" aria-label={`Edit ${name}`} onClick={onEdit}>
				Edit
			</Button>
			{loss !== undefined && (
				<Button size="xs" variant="default" aria-label={`Delete ${name}`} onClick={() => setAsking(true)}>
					Delete
				</Button>
			)}
			<ConfirmDialog
				opened={asking}
				title={`Delete ${name}?`}
				confirm="Delete"
				danger
				running={remove.running}
				error={remove.error}
				onConfirm={remove.run}
				onClose={() => setAsking(false)}
			>
				{loss}
			</ConfirmDialog>
		</Group>
	);
};
