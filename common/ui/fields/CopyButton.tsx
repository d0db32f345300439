import { ActionIcon, Tooltip } from "@mantine/core";
import { useClipboard } from "@mantine/hooks";
import { IconCheck, IconCopy } from "@tabler/icons-react";

interface CopyButtonProps {
	/** What is copied, for people who hear it: `Copy Client ID`. */
	readonly label: string;
	readonly value: string;
}

/** Copies `value`, and says so. */
export const CopyButton = ({ label, value }: CopyButtonProps) => {
	const clipboard = useClipboard({ timeout: 2000 });
	return (
		<Tooltip label={clipboard.copied ? "Copied" : label}>
			<ActionIcon variant="subtle" aria-label={clipboard.copied ? "Copied" : label} onClick={() => clipboard.copy(value)}>
				{clipboard.copied ? <IconCheck size={18} aria-hidden /> : <IconCopy size={18} aria-hidden />}
			</ActionIcon>
		</Tooltip>
	);
};
