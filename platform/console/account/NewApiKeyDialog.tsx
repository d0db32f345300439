import { Alert, Button, Group, NativeSelect, Stack, TextInput } from "@mantine/core";
import { IconKey } from "@tabler/icons-react";
import { useState } from "react";
import { useAction } from "#common/ui/api/useAction.ts";
import { Dialog } from "#common/ui/dialogs/Dialog.tsx";
import { FormDialog } from "#common/ui/dialogs/FormDialog.tsx";
import { CopyField } from "#common/ui/fields/CopyField.tsx";
import { FormError } from "#common/ui/fields/FormError.tsx";
import { fieldError } from "#common/ui/fields/fieldErrors.ts";
import { createApiKey } from "../calls.ts";

interface NewApiKeyDialogProps {
	/** The longest life that the administrator allows. */
	readonly maxDays: number;
	onCreated(answer: { readonly key: string }): void;
	onClose(): void;
}

const USUAL = 30;

/** Days to choose from, the longest allowed one among them. */
const choicesOf = (maxDays: number): readonly number[] => [...[1, 7, USUAL, 90].filter((days) => days < maxDays), maxDays];

/** Asks what the key is for and how long it is good. */
export const NewApiKeyDialog = ({ maxDays, onCreated, onClose }: NewApiKeyDialogProps) => {
	const [name, setName] = useState("");
	const choices = choicesOf(maxDays);
	const [days, setDays] = useState(String(choices.findLast((choice) => choice <= USUAL)));
	const create = useAction({ act: () => createApiKey({ name, days: Number(days) }), onDone: onCreated });
	return (
		<FormDialog
			opened
			title="New API Key"
			submit="Create"
			running={create.running}
			disabled={name.trim() === ""}
			onSubmit={create.run}
			onClose={onClose}
		>
			<FormError error={create.error} fields={["name", "days"]} />
			<TextInput
				label="Name"
				description="What uses it, such as a script or a machine."
				value={name}
				onChange={({ currentTarget }) => setName(currentTarget.value)}
				error={fieldError(create.error, "name")}
				maxLength={64}
				autoComplete="off"
				data-autofocus
			/>
			<NativeSelect
				label="Good for"
				value={days}
				onChange={({ currentTarget }) => setDays(currentTarget.value)}
				error={fieldError(create.error, "days")}
				data={choices.map((choice) => ({ value: String(choice), label: choice === 1 ? "1 day" : `${choice} days` }))}
			/>
		</FormDialog>
	);
};

/** A key that is readable now and never again. */
export const NewKeyDialog = ({ value, onClose }: { value: string; onClose(): void }) => (
	<Dialog opened onClose={onClose} title="Your new API key" closeOnClickOutside={false}>
		<Stack gap="md">
			<Alert color="yellow" icon={<IconKey aria-hidden />} title="It is shown only this once">
				Whoever has it can do what you can. Send it as the header Authorization: Bearer.
			</Alert>
			<CopyField label="API key" value={value} />
			<Group justify="flex-end">
				<Button onClick={onClose}>Done</Button>
			</Group>
		</Stack>
	</Dialog>
);
