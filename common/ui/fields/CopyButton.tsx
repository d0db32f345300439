import { ActionIcon, Tooltip } from "@mantine/core";
import { useClipboard } from "@mantine/hooks";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useWords } from "../words/useWords.tsx";

interface CopyButtonProps {
	/** What is copied, for people who hear it: `Copy Client ID`. */
	readonly label: string;
	readonly value: string;
}

/** Copies `value`, and says so. */
export const CopyButton = ({ label, value }: CopyButtonProps) => {
	const { say } = useWords();
	const clipboard = useClipboard({ timeout: 2000 });
	const shown = clipboard.copied ? say("Copied") : label;
	return (
		<Tooltip label={shown}>
			<ActionIcon variant="subtle" aria-label={shown} onClick={() => clipboard.copy(value)}>
				{clipboard.copied ? <IconCheck size={18} aria-hidden /> : <IconCopy size={18} aria-hidden />}
			</ActionIcon>
		</Tooltip>
	);
};
