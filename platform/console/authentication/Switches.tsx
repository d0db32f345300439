import { Stack, Switch } from "@mantine/core";
import type { Preferences } from "../api.ts";

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
			"Takes email and password off the sign-in page. The link Admin Login stays for the Site admin and Site managers.",
	},
	{
		name: "automaticAccountCreation",
		label: "Automatic account creation",
		description: "A first sign-in makes an account with the role Member. When off, make each account under Users first.",
	},
];

/** What is on or off about signing in at the provider. */
export const Switches = ({ draft, change }: { draft: Preferences; change(part: Partial<Preferences>): void }) => (
	<Stack gap="md">
		{switches.map(({ name, label, description }) => (
			<Switch
				key={name}
				label={label}
				description={description}
				checked={draft[name]}
				onChange={(event) => change({ [name]: event.currentTarget.checked })}
			/>
		))}
	</Stack>
);
