import { Badge, Button, Group as Line, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconPlus, IconUsersGroup } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useList } from "#common/ui/api/useList.ts";
import { TextLink } from "#common/ui/links.tsx";
import { EmptyState } from "#common/ui/page/EmptyState.tsx";
import { PageHeader } from "#common/ui/page/PageHeader.tsx";
import { type Column, DataTable } from "#common/ui/table/DataTable.tsx";
import { SearchBox } from "#common/ui/table/SearchBox.tsx";
import type { Group } from "../api.ts";
import { May } from "../frame/May.tsx";
import { GroupDialog } from "./GroupDialog.tsx";
import { GroupTabs } from "./GroupTabs.tsx";

const COLUMNS: readonly Column<Group>[] = [
	{
		header: "Name",
		cell: ({ id, type, profile }) => (
			<Line gap="xs">
				<TextLink to={`/admin/groups/${id}`}>{profile.name}</TextLink>
				{type === "BUILT_IN" && (
					<Badge color="gray" tt="none">
						Built in
					</Badge>
				)}
			</Line>
		),
	},
	{
		header: "Description",
		cell: ({ profile }) => (
			<Text inherit lineClamp={2}>
				{profile.description}
			</Text>
		),
		secondary: true,
	},
	{ header: "People", cell: ({ _embedded }) => _embedded?.stats?.usersCount, labelled: true, align: "right", width: 96 },
	{ header: "Applications", cell: ({ _embedded }) => _embedded?.stats?.appsCount, align: "right", width: 120, secondary: true },
];

/** The groups, to which applications are assigned and which applications may learn of. */
export const GroupsPage = () => {
	const [q, setQ] = useState("");
	const [adding, add] = useDisclosure(false);
	const navigate = useNavigate();
	const search = q === "" ? undefined : `profile.name co ${JSON.stringify(q)}`;
	const list = useList<Group>("/api/v1/groups", { search, expand: "stats" });
	return (
		<>
			<PageHeader
				title="Groups"
				description="Gather people once, and assign applications to all of them."
				actions={
					<May to="groups.manage" everywhere>
						<Button leftSection={<IconPlus size={18} aria-hidden />} onClick={add.open}>
							Add group
						</Button>
					</May>
				}
			/>
			<May to="groups.read" everywhere>
				<GroupTabs current="groups" />
			</May>
			<SearchBox label="Search groups" onSearch={setQ} maw={420} mb="md" />
			<DataTable
				label="Groups"
				columns={COLUMNS}
				list={list}
				rowKey={({ id }) => id}
				empty={<EmptyState icon={<IconUsersGroup size={40} stroke={1.5} aria-hidden />} title="No group matches" />}
			/>
			{adding && <GroupDialog onClose={add.close} onSaved={({ id }) => navigate({ to: "/admin/groups/$id", params: { id } })} />}
		</>
	);
};
