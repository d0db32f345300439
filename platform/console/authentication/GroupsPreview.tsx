import { Box, Button, Group, NativeSelect, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useAction } from "#common/ui/api/useAction.ts";
import { useList } from "#common/ui/api/useList.ts";
import { FormError } from "#common/ui/fields/FormError.tsx";
import { Moment } from "#common/ui/page/Moment.tsx";
import { SearchBox } from "#common/ui/table/SearchBox.tsx";
import type { GroupPreview, GroupRules, User } from "../api.ts";
import { previewRoles } from "../calls.ts";
import { RoleBadges } from "../RoleBadges.tsx";

/** As many as the API answers with: it does not tell people by their Auth Type. */
const MATCHES = 200;
const OFFERED = 20;

/** What the rules would give a real person, by what the provider said of them last. */
export const GroupsPreview = ({ rules }: { rules: GroupRules }) => {
	const [sought, setSought] = useState("");
	const { items, loading, next, error } = useList<User>("/api/v0/users", { q: sought }, { limit: MATCHES });
	const people = items.filter(({ authType }) => authType === "openid-connect").slice(0, OFFERED);
	const [chosen, setChosen] = useState("");
	const [found, setFound] = useState<{ readonly of: string; readonly answer: GroupPreview }>();
	const userId = (people.find(({ id }) => id === chosen) ?? people[0])?.id ?? "";
	/** Whom and which rules an answer is about: beside others it would be wrong. */
	const about = JSON.stringify([userId, rules]);
	const preview = useAction({
		act: (_: string) => previewRoles(rules, userId),
		onDone: (answer, of) => setFound({ of, answer }),
	});
	if (loading) return null;
	if (error) return <FormError error={error} />;
	if (sought === "" && people.length === 0 && next === undefined)
		return <Text size="sm">Nobody has signed in at the provider yet, so there is nobody to try the table on.</Text>;
	return (
		<Stack gap="xs">
			{/* Enter would save the form around it. */}
			<Box onKeyDown={(event) => event.key === "Enter" && event.preventDefault()}>
				<SearchBox label="Search people to try it on" onSearch={setSought} />
			</Box>
			{people.length === 0 ? (
				<Text size="sm">Nobody found whose Auth Type is OpenID Connect.</Text>
			) : (
				<Group align="flex-end" gap="xs">
					<NativeSelect
						label="Try it on"
						value={userId}
						onChange={({ currentTarget }) => setChosen(currentTarget.value)}
						data={people.map(({ id, name, email }) => ({ value: id, label: `${name} (${email})` }))}
						style={{ minWidth: 0, flex: "1 1 240px" }}
					/>
					<Button
						variant="default"
						loading={preview.running}
						onClick={() => {
							// Whoever comes first in the list may be somebody else by the time of the answer.
							setChosen(userId);
							preview.run(about);
						}}
					>
						Preview
					</Button>
				</Group>
			)}
			<FormError error={preview.error} />
			{found?.of === about && <Found of={found.answer} />}
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
