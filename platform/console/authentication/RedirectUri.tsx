import { TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { CopyButton } from "#common/ui/fields/CopyButton.tsx";
import { asCode } from "./asCode.ts";

/** The address to register at the provider; ours to tell, not to change. */
export const RedirectUri = ({ value, error }: { value: string; error: ReactNode }) => (
	<TextInput
		label="Redirect URI"
		description="Register this address at the provider, to the letter."
		value={value}
		readOnly
		error={error}
		{...asCode}
		onFocus={(event) => event.currentTarget.select()}
		rightSection={<CopyButton label="Copy Redirect URI" value={value} />}
	/>
);
