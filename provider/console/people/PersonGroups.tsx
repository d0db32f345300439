import { Group, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { callList } from "#common/ui/api/call.ts";
import { TextLink } from "#common/ui/links.tsx";
import { Card } from "#common/ui/page/Card.tsx";
import { Loaded } from "#common/ui/page/Loaded.tsx";
import type { Group as PeopleGroup } from "../api.ts";

/** The groups a person is in. */
export const PersonGroups = ({ id }: { readonly id: string }) => {
	const groups = useQuery({
		queryKey: ["person-groups", id],
		queryFn: () => callList<PeopleGroup>(`/api/v1/users/${id}/groups`),
	});
	return (
		<Card title="Groups">
			<Loaded query={groups}>
				{({ items }) =>
					items.length === 0 ? (
						<Text c="dimmed">In no group.</Text>
					) : (
						<Group gap="md">
							{items.map((group) => (
								<TextLink key={group.id} to={`/admin/groups/${group.id}`}>
									{group.profile.name}
								</TextLink>
							))}
						</Group>
					)
				}
			</Loaded>
		</Card>
	);
};
