import { NativeSelect, SimpleGrid, Stack, Switch, TextInput } from "@mantine/core";
import type { ClaimNames } from "../api.ts";
import { asCode } from "./asCode.ts";
import { ListField } from "./ListField.tsx";
import type { SectionProps } from "./MoreSections.tsx";

const claims: readonly { readonly name: keyof ClaimNames; readonly label: string }[] = [
	{ name: "email", label: "Claim for the email" },
	{ name: "username", label: "Claim for the username" },
	{ name: "name", label: "Claim for the name" },
	{ name: "groups", label: "Claim for the groups" },
];

/** Who gets an account, and what it is made of. */
export const AccountsSection = ({ draft, change, errorOf }: SectionProps) => (
	<Stack gap="md">
		<ListField
			label="Allowed email domains"
			description="Only people with a verified email at exactly these domains get in; empty for everybody. Sub-domains count as others."
			placeholder="example.com example.org"
			value={draft.allowedEmailDomains}
			change={(allowedEmailDomains) => change({ allowedEmailDomains })}
			error={errorOf("allowedEmailDomains")}
		/>
		<NativeSelect
			label="When the provider does not say whether an email is verified"
			description="Count it as verified only where the provider's administrators alone decide what emails people have. A no is always a no."
			value={draft.unsaidEmail}
			onChange={({ currentTarget }) => change({ unsaidEmail: currentTarget.value as typeof draft.unsaidEmail })}
			data={[
				{ value: "not-verified", label: "It counts as not verified" },
				{ value: "verified", label: "It counts as verified" },
			]}
		/>
		<Switch
			label="Follow renames"
			description="Name, verified email and username follow the provider at every sign-in."
			checked={draft.followRenames}
			onChange={({ currentTarget }) => change({ followRenames: currentTarget.checked })}
		/>
		<Switch
			label="End sessions with their tokens"
			description="Without a refresh token, a session ends when the provider's access token does."
			checked={draft.endSessionsWithTokens}
			onChange={({ currentTarget }) => change({ endSessionsWithTokens: currentTarget.checked })}
		/>
		<SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
			{claims.map(({ name, label }) => (
				<TextInput
					key={name}
					label={label}
					value={draft.claims[name]}
					onChange={({ currentTarget }) => change({ claims: { ...draft.claims, [name]: currentTarget.value } })}
					maxLength={200}
					error={errorOf(`claims.${name}`)}
					autoComplete="off"
					{...asCode}
				/>
			))}
		</SimpleGrid>
	</Stack>
);
