import { Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { call } from "#common/ui/api/call.ts";
import { useAction } from "#common/ui/api/useAction.ts";
import { Dialog } from "#common/ui/dialogs/Dialog.tsx";
import { FormDialog } from "#common/ui/dialogs/FormDialog.tsx";
import { CopyField } from "#common/ui/fields/CopyField.tsx";
import { FormError } from "#common/ui/fields/FormError.tsx";
import { fieldError } from "#common/ui/fields/fieldErrors.ts";
import type { NewApiToken } from "./types.ts";

/** Makes a token for the management API, and shows it once. */
export const CreateTokenDialog = ({ onClose }: { readonly onClose: () => void }) => {
	const [name, setName] = useState("");
	const [made, setMade] = useState<NewApiToken>();
	const create = useAction({
		act: () => call<NewApiToken>("POST", "/api/v1/internal/api-tokens", { name: name.trim() }),
		onDone: setMade,
	});
	if (made) return <TokenOnce made={made} onClose={onClose} />;
	return (
		<FormDialog opened title="Create token" submit="Create" running={create.running} onSubmit={create.run} onClose={onClose}>
			<FormError error={create.error} fields={["name"]} />
			<TextInput
				label="Name"
				description="What the token is for. The System Log names it when it is used."
				placeholder="Terraform"
				required
				maxLength={255}
				data-autofocus
				value={name}
				error={fieldError(create.error, "name")}
				onChange={(event) => setName(event.currentTarget.value)}
			/>
		</FormDialog>
	);
};

const TokenOnce = ({ made, onClose }: { readonly made: NewApiToken; readonly onClose: () => void }) => (
	<Dialog opened onClose={onClose} title="Token created" closeOnClickOutside={false}>
		<Stack gap="md">
			<Text size="sm">
				Keep it where you keep passwords: it may do what you may do, and is not shown again. Scripts send it in the header
				Authorization, after the word SSWS.
			</Text>
			<CopyField label="Token" value={made.token} />
			<Group justify="flex-end">
				<Button onClick={onClose} data-autofocus>
					Done
				</Button>
			</Group>
		</Stack>
	</Dialog>
);
