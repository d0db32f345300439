import { Stack, Switch } from "@mantine/core";
import type { Preferences } from "../api.ts";
import { type Attempt, troublesOf } from "./preferences.ts";

type Name = "enableAccessTokens" | "disableBuiltIn" | "automaticAccountCreation";

const switches: readonly { readonly name: Name; readonly label: string; readonly description: string }[] = [
	{
		name: "enableAccessTokens",
		label: "Enable Access Tokens",
		description: "Keeps each person's access token of the provider, for use by their own tools.",
	},
	{
		name: "disableBuiltIn",
		label: "Disable built-in authentication",
		description:
			"Takes email and password off the sign-in page. The link Admin Login stays for the Site admin and Site managers. Possible once one of them signed in on exactly these values, or passed Test sign-in.",
	},
	{
		name: "automaticAccountCreation",
		label: "Automatic account creation",
		description: "A first sign-in makes an account with the role Member. When off, make each account under Users first.",
	},
];

interface SwitchesProps {
	readonly draft: Preferences;
	readonly attempt: Attempt | undefined;
	change(part: Partial<Preferences>): void;
}

/** What is on or off about signing in at the provider. */
export const Switches = ({ draft, attempt, change }: SwitchesProps) => (
	<Stack gap="md">
		{switches.map(({ name, label, description }) => (
			<Switch
				key={name}
				label={label}
				description={description}
				checked={draft[name]}
				error={name === "disableBuiltIn" && troublesOf(name, attempt, draft)[0]?.message}
				onChange={(event) => change({ [name]: event.currentTarget.checked })}
			/>
		))}
	</Stack>
);
