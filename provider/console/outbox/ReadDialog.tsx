import { Box, Button, Group, Stack, Text } from "@mantine/core";
import { Dialog } from "#common/ui/dialogs/Dialog.tsx";
import { CopyButton } from "#common/ui/fields/CopyButton.tsx";
import type { Letter } from "./types.ts";

interface ReadDialogProps {
	readonly letter: Letter;
	readonly text: string;
	readonly onClose: () => void;
}

/** What a letter says. */
export const ReadDialog = ({ letter, text, onClose }: ReadDialogProps) => (
	<Dialog opened onClose={onClose} title={letter.subject} size="lg">
		<Stack gap="md">
			<Text size="sm" c="dimmed">
				To {letter.name}, {letter.address}. That you have read it stands in the System Log.
			</Text>
			<Box
				component="pre"
				m={0}
				p="md"
				tabIndex={0}
				aria-label="The letter"
				style={{
					whiteSpace: "pre-wrap",
					overflowWrap: "anywhere",
					font: "inherit",
					border: "1px solid var(--mantine-color-default-border)",
					borderRadius: 8,
				}}
			>
				{text.trim()}
			</Box>
			<Group justify="flex-end" gap="xs">
				<CopyButton label="Copy the letter" value={text} />
				<Button variant="default" onClick={onClose}>
					Close
				</Button>
			</Group>
		</Stack>
	</Dialog>
);
