import { Stack, Text } from "@mantine/core";
import { Card } from "#common/ui/page/Card.tsx";
import { Facts } from "#common/ui/page/Facts.tsx";
import { PageHeader } from "#common/ui/page/PageHeader.tsx";
import { useMe } from "../me.ts";
import { RoleBadges } from "../RoleBadges.tsx";
import { authTypeNames } from "../roles.ts";
import { ApiKeysCard } from "./ApiKeysCard.tsx";
import { PasswordForm } from "./PasswordForm.tsx";
import { SessionsCard } from "./SessionsCard.tsx";

/** One's own account: what is known, and the password where there is one here. */
export const AccountPage = () => {
	const me = useMe();
	return (
		<>
			<PageHeader title="Account" description="Your own account on this platform." />
			<Stack gap="lg" maw={720}>
				<Card title="Profile">
					<Facts
						of={[
							["Name", me.name],
							["Email", me.email],
							["Username", me.username],
							["Roles", <RoleBadges key="roles" of={me.roles} />],
							["Auth Type", authTypeNames[me.authType]],
						]}
					/>
				</Card>
				<Card title="Password">
					{me.authType === "built-in" ? (
						<PasswordForm email={me.email} />
					) : (
						<Text size="sm">You sign in at your identity provider: your password lives there, and is changed there.</Text>
					)}
				</Card>
				<SessionsCard />
				<ApiKeysCard />
			</Stack>
		</>
	);
};
