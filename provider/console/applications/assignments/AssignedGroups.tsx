import { Text } from "@mantine/core";
import { useList } from "#common/ui/api/useList.ts";
import { TextLink } from "#common/ui/links.tsx";
import type { AssignedGroup } from "../../api.ts";
import { Assigned } from "./Assigned.tsx";

interface AssignedGroupsProps {
	readonly at: string;
	readonly q: string;
}

/** The groups whose members may use the application. */
export const AssignedGroups = ({ at, q }: AssignedGroupsProps) => (
	<Assigned
		title="Groups"
		at={at}
		list={useList<AssignedGroup>(at, { q, expand: "group" })}
		nameOf={({ _embedded }) => _embedded.group.profile.name}
		empty={q === "" ? "Everyone in an assigned group may use the application." : "No assigned group matches the search."}
		columns={[
			{
				header: "Name",
				cell: ({ id, _embedded }) => <TextLink to={`/admin/groups/${id}`}>{_embedded.group.profile.name}</TextLink>,
			},
			{
				header: "Description",
				cell: ({ _embedded }) => (
					<Text inherit lineClamp={2}>
						{_embedded.group.profile.description}
					</Text>
				),
				secondary: true,
			},
		]}
	/>
);
