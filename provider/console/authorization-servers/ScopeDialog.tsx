import { Checkbox, TextInput } from "@mantine/core";
import { useState } from "react";
import { call } from "#common/ui/api/call.ts";
import { useAction } from "#common/ui/api/useAction.ts";
import { FormDialog } from "#common/ui/dialogs/FormDialog.tsx";
import { FormError } from "#common/ui/fields/FormError.tsx";
import { fieldError } from "#common/ui/fields/fieldErrors.ts";
import type { Scope } from "./types.ts";

interface ScopeDialogProps {
	/** The scopes of the server, in the API. */
	readonly at: string;
	/** The scope to change; none: a new one. */
	readonly scope: Scope | undefined;
	readonly onClose: () => void;
}

/** Makes a scope, or changes it. */
export const ScopeDialog = ({ at, scope, onClose }: ScopeDialogProps) => {
	const [name, setName] = useState(scope?.name ?? "");
	const [displayName, setDisplayName] = useState(scope?.displayName ?? "");
	const [description, setDescription] = useState(scope?.description ?? "");
	const [byDefault, setByDefault] = useState(scope?.default ?? false);
	const [published, setPublished] = useState(scope?.metadataPublish === "ALL_CLIENTS");
	const save = useAction({
		act: () => {
			const metadataPublish = published ? "ALL_CLIENTS" : "NO_CLIENTS";
			const body = { ...scope, name, displayName, description, default: byDefault, metadataPublish };
			return scope ? call("PUT", `${at}/${scope.id}`, body) : call("POST", at, body);
		},
		done: `${name} has been ${scope ? "saved" : "added"}.`,
		onDone: onClose,
	});
	return (
		<FormDialog
			opened
			title={scope ? "Edit scope" : "Add scope"}
			submit={scope ? "Save" : "Add scope"}
			running={save.running}
			onSubmit={save.run}
			onClose={onClose}
		>
			<FormError error={save.error} fields={["name", "displayName", "description"]} />
			<TextInput
				label="Name"
				description="As applications ask for it, such as orders:read."
				required
				data-autofocus
				disabled={scope?.system ?? false}
				maxLength={256}
				value={name}
				error={fieldError(save.error, "name")}
				onChange={(event) => setName(event.currentTarget.value)}
			/>
			<TextInput
				label="Display name"
				maxLength={255}
				value={displayName}
				error={fieldError(save.error, "displayName")}
				onChange={(event) => setDisplayName(event.currentTarget.value)}
			/>
			<TextInput
				label="Description"
				maxLength={1000}
				value={description}
				error={fieldError(save.error, "description")}
				onChange={(event) => setDescription(event.currentTarget.value)}
			/>
			<Checkbox
				label="Default scope"
				description="Granted to applications that ask for no scope."
				checked={byDefault}
				onChange={(event) => setByDefault(event.currentTarget.checked)}
			/>
			<Checkbox
				label="Name it in the public metadata"
				checked={published}
				onChange={(event) => setPublished(event.currentTarget.checked)}
			/>
		</FormDialog>
	);
};
