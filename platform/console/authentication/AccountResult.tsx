import { Badge, Group, Text } from "@mantine/core";
import { Card } from "#common/ui/page/Card.tsx";
import { Facts } from "#common/ui/page/Facts.tsx";
import type { AccountPreview } from "../api.ts";
import { RoleBadges } from "../RoleBadges.tsx";

const arrivals: Record<AccountPreview["arrival"], string> = {
	known: "They would come back to their account.",
	linked: "They would be linked to the account that was prepared for them.",
	made: "A new account would be made.",
	refused: "They would not get in.",
};

const names = { email: "Email", name: "Name", username: "Username" } as const;

/** Which account would be opened or made, and why. */
export const AccountResult = ({ account }: { account: AccountPreview }) => {
	const { arrival, user, derived, emailVerified, emailWhy, groups, groupOverage, roles, rolesWhy } = account;
	return (
		<Card title="The account" description={arrivals[arrival]}>
			<Facts
				of={[
					...(user ? [["Account here", `${user.name}, ${user.email}`] as const] : []),
					...derived.map(({ field, value, why }) => [names[field], <Value key={field} value={value} why={why} />] as const),
					["Email verified", <Verified key="verified" is={emailVerified} why={emailWhy} />],
					["Groups", <Groups key="groups" groups={groups} overage={groupOverage} />],
					[
						"Roles",
						<div key="roles">
							<RoleBadges of={roles} />
							<Why>{rolesWhy}</Why>
						</div>,
					],
				]}
			/>
		</Card>
	);
};

const Why = ({ children }: { children: string }) => (
	<Text size="sm" c="dimmed">
		{children}
	</Text>
);

const Value = ({ value, why }: { value: string | null; why: string }) => (
	<div>
		{value ?? "None"}
		<Why>{why}</Why>
	</div>
);

const Verified = ({ is, why }: { is: boolean | null; why: string }) => (
	<div>
		<Badge color={is === true ? "pine" : is === false ? "red" : "yellow"} variant="light">
			{is === null ? "Not said" : is ? "Yes" : "No"}
		</Badge>
		<Why>{why}</Why>
	</div>
);

const OVERAGE =
	"The provider left the groups out because there are too many. At Entra ID, send only the groups assigned to the application, or use app roles.";

const Groups = ({ groups, overage }: { groups: readonly string[] | null; overage: boolean }) => {
	if (overage) return <Text size="sm">{OVERAGE}</Text>;
	if (groups === null) return "Not said";
	return groups.length === 0 ? (
		"None"
	) : (
		<Group gap={6}>
			{groups.slice(0, 50).map((group) => (
				<Badge key={group} variant="default" tt="none">
					{group}
				</Badge>
			))}
			{groups.length > 50 && <Text size="sm">and {groups.length - 50} more</Text>}
		</Group>
	);
};
