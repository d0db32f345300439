import { PasswordInput, type PasswordInputProps } from "@mantine/core";

/** A field for a secret that is typed; the button that shows it can be reached with the keyboard. */
export const SecretInput = (props: PasswordInputProps) => (
	<PasswordInput
		spellCheck={false}
		autoCapitalize="none"
		maxLength={1000}
		aria-invalid={props.error ? true : undefined}
		visibilityToggleButtonProps={{ "aria-label": "Show what is typed", "aria-hidden": false, tabIndex: 0 }}
		{...props}
	/>
);
