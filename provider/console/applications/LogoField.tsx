import { Button, FileInput, Group } from "@mantine/core";
import { useState } from "react";
import { AppLogo } from "./AppLogo.tsx";
import { logoTrouble } from "./logo.ts";
import { useObjectUrl } from "./useObjectUrl.ts";

interface LogoFieldProps {
	/** The application's name, whose letter stands where there is no logo. */
	readonly label: string;
	/** What the field is called. */
	readonly title?: string;
	/** The logo it has. */
	readonly href?: string | undefined;
	/** The file that is going to be it. */
	readonly file: File | undefined;
	readonly onFile: (file: File | undefined) => void;
	/** Takes the present logo away. */
	readonly onRemove?: (() => void) | undefined;
	readonly error?: string | undefined;
}

/** Chooses a logo, looks at its bytes at once, and shows it. */
export const LogoField = ({ label, title = "Application logo", href, file, onFile, onRemove, error }: LogoFieldProps) => {
	const [trouble, setTrouble] = useState<string>();
	const preview = useObjectUrl(file);
	const choose = async (chosen: File | null) => {
		const found = chosen ? await logoTrouble(chosen) : undefined;
		setTrouble(found);
		onFile(found === undefined ? (chosen ?? undefined) : undefined);
	};
	return (
		<Group align="flex-start" gap="md" wrap="nowrap">
			<AppLogo label={label} href={preview ?? href} size={56} />
			<Group align="flex-end" gap="xs" flex={1} miw={0}>
				<FileInput
					flex="1 1 200px"
					maw={420}
					label={title}
					description="Optional. PNG, JPG, GIF or SVG, less than 1 MB."
					placeholder="Choose a file"
					accept="image/png,image/jpeg,image/gif,image/svg+xml"
					clearable
					clearButtonProps={{ "aria-label": "Do not use this file" }}
					value={file ?? null}
					error={trouble ?? error}
					onChange={(chosen) => void choose(chosen)}
				/>
				{onRemove && href !== undefined && file === undefined && (
					<Button variant="default" onClick={onRemove}>
						Remove
					</Button>
				)}
			</Group>
		</Group>
	);
};
