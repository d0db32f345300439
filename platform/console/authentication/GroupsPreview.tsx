import { Button, Group, NativeSelect, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useAction } from "#common/ui/api/useAction.ts";
import { useList } from "#common/ui/api/useList.ts";
import { FormError } from "#common/ui/fields/FormError.tsx";
import { Moment } from "#common/ui/page/Moment.tsx";
import type { GroupPreview, GroupRules, User } from "../api.ts";
import { previewRoles } from "../calls.ts";
import { RoleBadges } from "../RoleBadges.tsx";

/** What the rules would give a real person, by what the provider said of them last. */
export const GroupsPreview = ({ rules }: { rules: GroupRules }) => {
	const { items } = useList<User>("/api/v0/users", { q: "", limit: "200" });
	const people = items.filter(({ authType }) => authType === "openid-connect");
	const [chosen, setChosen] = useState("");
	const [found, setFound] = useState<GroupPreview>();
	const userId = chosen || (people[0]?.id ?? "");
	const preview = useAction({ act: () => previewRoles(rules, userId), onDone: (answer) => setFound(answer) });
	if (people.length === 0)
		return <Text size="sm">Nobody has signed in at the provider yet, so there is nobody to try the table on.</Text>;
	return (
		<Stack gap="xs">
			<Group align="flex-end" gap="xs">
				<NativeSelect
					label="Try it on"
					value={userId}
					onChange={({ currentTarget }) => {
						setChosen(currentTarget.value);
						setFound(undefined);
					}}
					data={people.map(({ id, name, email }) => ({ value: id, label: `${name} (${email})` }))}
					style={{ minWidth: 0, flex: 1 }}
				/>
				<Button variant="default" loading={preview.running} onClick={() => preview.run()}>
					Preview
				</Button>
			</Group>
			<FormError error={preview.error} />
			{found && <Found of={found} />}
		</Stack>
	);
};

const Found = ({ of: { groups, seen, roles, why, refused } }: { of: GroupPreview }) => (
	<Stack gap={4} role="status">
		{refused ? <Text fw={600}>They would not get in.</Text> : <RoleBadges of={roles} />}
		<Text size="sm">{why}</Text>
		<Text size="sm" c="dimmed">
			{seen ? (
				<>
					Last sign-in <Moment at={seen} />:{" "}
					{groups === null ? "no groups were named" : groups.length === 0 ? "no groups" : groups.join(", ")}.
				</>
			) : (
				"They have not signed in since groups are kept."
			)}
		</Text>
	</Stack>
);
