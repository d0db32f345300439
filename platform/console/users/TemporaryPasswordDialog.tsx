import { Alert, Button, Group, Stack } from "@mantine/core";
import { IconKey } from "@tabler/icons-react";
import { Dialog } from "#common/ui/dialogs/Dialog.tsx";
import { CopyField } from "#common/ui/fields/CopyField.tsx";

interface TemporaryPasswordDialogProps {
	readonly name: string;
	readonly password: string;
	readonly onClose: () => void;
}

/** A password that is readable now and never again. Only its buttons close it, not a click beside it. */
export const TemporaryPasswordDialog = ({ name, password, onClose }: TemporaryPasswordDialogProps) => (
	<Dialog opened onClose={onClose} title={`Temporary password of ${name}`} closeOnClickOutside={false}>
		<Stack gap="md">
			<Alert color="yellow" icon={<IconKey aria-hidden />} title="It is shown only this once">
				Give it to {name} in a way you trust. It has to be changed at the next sign-in.
			</Alert>
			<CopyField label="Temporary password" value={password} />
			<Group justify="flex-end">
				<Button onClick={onClose}>Done</Button>
			</Group>
		</Stack>
	</Dialog>
);
