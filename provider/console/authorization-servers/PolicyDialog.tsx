import { Checkbox, NumberInput, TextInput } from "@mantine/core";
import { useState } from "react";
import { call } from "#common/ui/api/call.ts";
import { useAction } from "#common/ui/api/useAction.ts";
import { FormDialog } from "#common/ui/dialogs/FormDialog.tsx";
import { FormError } from "#common/ui/fields/FormError.tsx";
import { fieldError } from "#common/ui/fields/fieldErrors.ts";
import type { Application } from "../api.ts";
import { PickMany } from "./PickMany.tsx";
import type { Policy } from "./types.ts";

const ALL = "ALL_CLIENTS";

interface PolicyDialogProps {
	/** The policies of the server, in the API. */
	readonly at: string;
	/** The policy to change; none: a new one. */
	readonly policy: Policy | undefined;
	readonly onClose: () => void;
}

/** Makes an access policy, or changes it. */
export const PolicyDialog = ({ at, policy, onClose }: PolicyDialogProps) => {
	const named = policy?.conditions.clients.include ?? [];
	const [name, setName] = useState(policy?.name ?? "");
	const [description, setDescription] = useState(policy?.description ?? "");
	const [priority, setPriority] = useState<string | number>(policy?.priority ?? "");
	const [all, setAll] = useState(policy === undefined || named.includes(ALL));
	const [clients, setClients] = useState<string[]>(named.filter((id) => id !== ALL));
	const save = useAction({
		act: () => {
			const body = {
				type: "OAUTH_AUTHORIZATION_POLICY",
				name,
				description,
				...(priority === "" ? {} : { priority }),
				conditions: { clients: { include: all ? [ALL] : clients } },
			};
			return policy ? call("PUT", `${at}/${policy.id}`, body) : call("POST", at, body);
		},
		done: `${name} has been ${policy ? "saved" : "added"}.`,
		onDone: onClose,
	});
	return (
		<FormDialog
			opened
			title={policy ? "Edit policy" : "Add policy"}
			submit={policy ? "Save" : "Add policy"}
			running={save.running}
			onSubmit={save.run}
			onClose={onClose}
		>
			<FormError error={save.error} fields={["name", "description", "priority", "include"]} />
			<TextInput
				label="Name"
				required
				data-autofocus
				maxLength={255}
				value={name}
				error={fieldError(save.error, "name")}
				onChange={(event) => setName(event.currentTarget.value)}
			/>
			<TextInput
				label="Description"
				maxLength={1000}
				value={description}
				error={fieldError(save.error, "description")}
				onChange={(event) => setDescription(event.currentTarget.value)}
			/>
			<NumberInput
				label="Priority"
				description="1 is asked first. Empty: after all others."
				min={1}
				allowDecimal={false}
				value={priority}
				error={fieldError(save.error, "priority")}
				onChange={setPriority}
			/>
			<Checkbox label="All applications" checked={all} onChange={(event) => setAll(event.currentTarget.checked)} />
			{!all && (
				<PickMany<Application>
					label="Applications"
					from="/api/v1/apps"
					value={clients}
					name={({ label }) => label}
					error={fieldError(save.error, "include")}
					onChange={setClients}
				/>
			)}
		</FormDialog>
	);
};
