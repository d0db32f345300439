import { Button, Group, Stack, Text } from "@mantine/core";
import { Dialog } from "#common/ui/dialogs/Dialog.tsx";
import { CopyField } from "#common/ui/fields/CopyField.tsx";

interface OneTimeLinkProps {
	readonly title: string;
	readonly url: string;
	/** Whom it is for. */
	readonly person: string;
	readonly onClose: () => void;
}

/** A link with which a person chooses a password: readable now and never again. */
export const OneTimeLink = ({ title, url, person, onClose }: OneTimeLinkProps) => (
	<Dialog opened onClose={onClose} title={title} closeOnClickOutside={false}>
		<Stack gap="md">
			<Text size="sm">
				Give this link to {person}, and to nobody else. It works once, for 7 days, and is not shown again; you can make another at
				any time.
			</Text>
			<CopyField label="Link" value={url} />
			<Group justify="flex-end">
				<Button onClick={onClose}>Done</Button>
			</Group>
		</Stack>
	</Dialog>
);
