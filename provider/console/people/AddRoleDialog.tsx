import { Radio, Stack } from "@mantine/core";
import { useState } from "react";
import { call } from "#common/ui/api/call.ts";
import { useAction } from "#common/ui/api/useAction.ts";
import { FormDialog } from "#common/ui/dialogs/FormDialog.tsx";
import { FormError } from "#common/ui/fields/FormError.tsx";
import type { Person } from "../api.ts";
import { nameOf } from "./names.ts";
import { ROLES, rolesAt } from "./roles.ts";

interface AddRoleDialogProps {
	readonly person: Person;
	/** The types of the roles that the person has. */
	readonly held: readonly string[];
	readonly onClose: () => void;
}

/** Gives a person one more administrator role. */
export const AddRoleDialog = ({ person, held, onClose }: AddRoleDialogProps) => {
	const [type, setType] = useState<string | null>(null);
	const add = useAction({
		act: () => call("POST", rolesAt(person.id), { type }),
		done: `${nameOf(person)} has one more role.`,
		onDone: onClose,
	});
	return (
		<FormDialog
			opened
			title="Add role"
			submit="Add role"
			running={add.running}
			disabled={type === null}
			onSubmit={add.run}
			onClose={onClose}
		>
			<FormError error={add.error} />
			<Radio.Group label={`What ${nameOf(person)} may do`} value={type} onChange={setType}>
				<Stack gap="sm" mt="xs">
					{ROLES.filter(([role]) => !held.includes(role)).map(([role, label, meaning]) => (
						<Radio key={role} value={role} label={label} description={meaning} />
					))}
				</Stack>
			</Radio.Group>
		</FormDialog>
	);
};
