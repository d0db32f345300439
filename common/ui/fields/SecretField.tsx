import { ActionIcon, Group, TextInput, Tooltip } from "@mantine/core";
import { IconEye, IconEyeOff } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { CopyButton } from "./CopyButton.tsx";

interface SecretFieldProps {
	readonly label: string;
	readonly value: string;
	readonly description?: ReactNode;
}

/** A secret that can be read: masked until it is asked for, copied without being shown. */
export const SecretField = ({ label, value, description }: SecretFieldProps) => {
	const [shown, setShown] = useState(false);
	const action = `${shown ? "Hide" : "Show"} ${label}`;
	return (
		<TextInput
			label={label}
			description={description}
			type={shown ? "text" : "password"}
			value={value}
			readOnly
			spellCheck={false}
			autoComplete="off"
			styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)", fontSize: 14 } }}
			rightSectionWidth={72}
			rightSection={
				<Group gap={4} wrap="nowrap">
					<Tooltip label={action}>
						<ActionIcon variant="subtle" aria-label={action} aria-pressed={shown} onClick={() => setShown(!shown)}>
							{shown ? <IconEyeOff size={18} aria-hidden /> : <IconEye size={18} aria-hidden />}
						</ActionIcon>
					</Tooltip>
					<CopyButton label={`Copy ${label}`} value={value} />
				</Group>
			}
		/>
	);
};
