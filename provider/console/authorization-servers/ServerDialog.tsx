import { NativeSelect, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { call } from "#common/ui/api/call.ts";
import { useAction } from "#common/ui/api/useAction.ts";
import { FormDialog } from "#common/ui/dialogs/FormDialog.tsx";
import { FormError } from "#common/ui/fields/FormError.tsx";
import { fieldError } from "#common/ui/fields/fieldErrors.ts";
import { type AuthorizationServer, SERVERS } from "./types.ts";

interface ServerDialogProps {
	/** The server to change; none: a new one. */
	readonly server?: AuthorizationServer;
	readonly onClose: () => void;
	readonly onSaved?: (server: AuthorizationServer) => void | Promise<void>;
}

/** Makes an authorization server, or changes its settings. */
export const ServerDialog = ({ server, onClose, onSaved }: ServerDialogProps) => {
	const [name, setName] = useState(server?.name ?? "");
	const [audience, setAudience] = useState(server?.audiences[0] ?? "");
	const [description, setDescription] = useState(server?.description ?? "");
	const [rotationMode, setRotationMode] = useState(server?.credentials.signing.rotationMode ?? "AUTO");
	const save = useAction({
		act: () => {
			const body = { name, description, audiences: [audience], credentials: { signing: { rotationMode } } };
			return server
				? call<AuthorizationServer>("PUT", `${SERVERS}/${server.id}`, body)
				: call<AuthorizationServer>("POST", SERVERS, body);
		},
		done: `${name.trim()} has been ${server ? "saved" : "added"}.`,
		onDone: async (saved) => {
			onClose();
			await onSaved?.(saved);
		},
	});
	return (
		<FormDialog
			opened
			title={server ? "Edit authorization server" : "Add authorization server"}
			submit={server ? "Save" : "Add server"}
			running={save.running}
			onSubmit={save.run}
			onClose={onClose}
		>
			<FormError error={save.error} fields={["name", "audiences", "description"]} />
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
				label="Audience"
				description="The API that its access tokens are for, such as api://orders."
				required
				maxLength={1000}
				value={audience}
				error={fieldError(save.error, "audiences")}
				onChange={(event) => setAudience(event.currentTarget.value)}
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
			<NativeSelect
				label="Key rotation"
				value={rotationMode}
				data={[
					{ value: "AUTO", label: "By itself, every 90 days" },
					{ value: "MANUAL", label: "By hand" },
				]}
				onChange={(event) => setRotationMode(event.currentTarget.value as "AUTO" | "MANUAL")}
			/>
		</FormDialog>
	);
};
