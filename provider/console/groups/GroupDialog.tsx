import { Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { call } from "#common/ui/api/call.ts";
import { useAction } from "#common/ui/api/useAction.ts";
import { FormDialog } from "#common/ui/dialogs/FormDialog.tsx";
import { FormError } from "#common/ui/fields/FormError.tsx";
import { fieldError } from "#common/ui/fields/fieldErrors.ts";
import type { Group } from "../api.ts";

interface GroupDialogProps {
	/** The group to change; none: a new one. */
	readonly group?: Group;
	readonly onClose: () => void;
	readonly onSaved?: (group: Group) => void | Promise<void>;
}

/** Makes a group, or changes its name and description. */
export const GroupDialog = ({ group, onClose, onSaved }: GroupDialogProps) => {
	const [name, setName] = useState(group?.profile.name ?? "");
	const [description, setDescription] = useState(group?.profile.description ?? "");
	const save = useAction({
		act: () => {
			const body = { profile: { name: name.trim(), description: description.trim() } };
			return group ? call<Group>("PUT", `/api/v1/groups/${group.id}`, body) : call<Group>("POST", "/api/v1/groups", body);
		},
		done: `${name.trim()} has been ${group ? "saved" : "added"}.`,
		onDone: async (saved) => {
			onClose();
			await onSaved?.(saved);
		},
	});
	const title = group ? "Edit group" : "Add group";
	return (
		<FormDialog
			opened
			title={title}
			submit={group ? "Save" : "Add group"}
			running={save.running}
			onSubmit={save.run}
			onClose={onClose}
		>
			<FormError error={save.error} fields={["name", "description"]} />
			<TextInput
				label="Name"
				required
				data-autofocus
				maxLength={255}
				value={name}
				error={fieldError(save.error, "name")}
				onChange={(event) => setName(event.currentTarget.value)}
			/>
			<Textarea
				label="Description"
				autosize
				minRows={2}
				maxLength={1000}
				value={description}
				error={fieldError(save.error, "description")}
				onChange={(event) => setDescription(event.currentTarget.value)}
			/>
		</FormDialog>
	);
};
