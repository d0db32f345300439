import { Button, Group, Menu, Stack } from "@mantine/core";
import { IconChevronDown, IconUser, IconUsersGroup } from "@tabler/icons-react";
import { useState } from "react";
import { call } from "#common/ui/api/call.ts";
import { SearchBox } from "#common/ui/table/SearchBox.tsx";
import type { Application, Bookmark, Group as PeopleGroup, Person } from "../../api.ts";
import { useMay } from "../../frame/useMe.ts";
import { PickDialog } from "../../PickDialog.tsx";
import { nameOf } from "../../people/names.ts";
import { peopleQuery } from "../../people/peopleQuery.ts";
import { AssignedGroups } from "./AssignedGroups.tsx";
import { AssignedPeople } from "./AssignedPeople.tsx";

/** Who may use an application. */
export const AssignmentsTab = ({ application: { id, label } }: { readonly application: Application | Bookmark }) => {
	const may = useMay()("apps.manage");
	const [q, setQ] = useState("");
	const [assigning, setAssigning] = useState<"people" | "groups">();
	const people = `/api/v1/apps/${id}/users`;
	/** By name, and without those who are assigned through a group. */
	const assigned = `/api/v1/internal/apps/${id}/users`;
	const groups = `/api/v1/apps/${id}/groups`;
	const close = () => setAssigning(undefined);
	return (
		<Stack gap="lg">
			<Group justify="space-between" gap="sm">
				<SearchBox label="Search assignments" onSearch={setQ} flex="1 1 240px" maw={420} />
				{may && (
					<Menu position="bottom-end" width={220}>
						<Menu.Target>
							<Button rightSection={<IconChevronDown size={16} aria-hidden />}>Assign</Button>
						</Menu.Target>
						<Menu.Dropdown>
							<Menu.Item leftSection={<IconUser size={18} aria-hidden />} onClick={() => setAssigning("people")}>
								Assign to People
							</Menu.Item>
							<Menu.Item leftSection={<IconUsersGroup size={18} aria-hidden />} onClick={() => setAssigning("groups")}>
								Assign to Groups
							</Menu.Item>
						</Menu.Dropdown>
					</Menu>
				)}
			</Group>
			<AssignedPeople at={people} from={assigned} q={q} />
			<AssignedGroups at={groups} q={q} />
			<PickDialog<Person>
				opened={assigning === "people"}
				onClose={close}
				title={`Assign ${label} to People`}
				search="Search people"
				from="/api/v1/users"
				query={peopleQuery}
				taken={assigned}
				action="Assign"
				done="Assigned"
				show={(person) => ({ name: nameOf(person), detail: person.profile.login })}
				onPick={(person) => call("POST", people, { id: person.id, scope: "USER" })}
			/>
			<PickDialog<PeopleGroup>
				opened={assigning === "groups"}
				onClose={close}
				title={`Assign ${label} to Groups`}
				search="Search groups"
				from="/api/v1/groups"
				taken={groups}
				action="Assign"
				done="Assigned"
				show={({ profile }) => ({ name: profile.name, detail: profile.description })}
				onPick={(group) => call("PUT", `${groups}/${group.id}`)}
			/>
		</Stack>
	);
};
