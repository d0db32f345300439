import { Button, Group as Line, Title } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconUserPlus, IconUsers } from "@tabler/icons-react";
import { useState } from "react";
import { call } from "#common/ui/api/call.ts";
import { useAction } from "#common/ui/api/useAction.ts";
import { useList } from "#common/ui/api/useList.ts";
import { TextLink } from "#common/ui/links.tsx";
import { EmptyState } from "#common/ui/page/EmptyState.tsx";
import { type Column, DataTable } from "#common/ui/table/DataTable.tsx";
import { SearchBox } from "#common/ui/table/SearchBox.tsx";
import type { Group, Person } from "../api.ts";
import { PickDialog } from "../PickDialog.tsx";
import { nameOf } from "../people/names.ts";
import { peopleQuery } from "../people/peopleQuery.ts";
import { StatusBadge } from "../StatusBadge.tsx";

interface MembersProps {
	readonly group: Group;
	/** The members are not changed here: the provider keeps them by itself, or the person who looks may not. */
	readonly fixed: boolean;
}

const COLUMNS: readonly Column<Person>[] = [
	{ header: "Name", cell: (person) => <TextLink to={`/admin/people/${person.id}`}>{nameOf(person)}</TextLink> },
	{ header: "Username", cell: ({ profile }) => profile.login },
	{ header: "Status", cell: ({ status }) => <StatusBadge status={status} />, secondary: true },
];

/** The members of a group: search, add, remove. */
export const Members = ({ group, fixed }: MembersProps) => {
	const [q, setQ] = useState("");
	const [adding, add] = useDisclosure(false);
	const at = `/api/v1/groups/${group.id}/users`;
	const list = useList<Person>(at, { q });
	const remove = useAction({
		act: (person: Person) => call("DELETE", `${at}/${person.id}`),
		done: (_answer, person) => `${nameOf(person)} has been removed.`,
		errors: "notify",
	});
	const removal: Column<Person> = {
		header: "Remove",
		headerHidden: true,
		align: "right",
		cell: (person) => (
			<Button
				size="xs"
				variant="default"
				disabled={remove.running}
				aria-label={`Remove ${nameOf(person)}`}
				onClick={() => remove.run(person)}
			>
				Remove
			</Button>
		),
	};
	return (
		<section aria-labelledby="members">
			<Title order={2} id="members" mb="sm">
				Members
			</Title>
			<Line mb="md" gap="sm" justify="space-between">
				<SearchBox label="Search members" onSearch={setQ} flex="1 1 240px" maw={420} />
				{!fixed && (
					<Button leftSection={<IconUserPlus size={18} aria-hidden />} onClick={add.open}>
						Add people
					</Button>
				)}
			</Line>
			<DataTable
				label="Members"
				columns={fixed ? COLUMNS : [...COLUMNS, removal]}
				list={list}
				rowKey={({ id }) => id}
				empty={
					<EmptyState
						icon={<IconUsers size={40} stroke={1.5} aria-hidden />}
						title={q === "" ? "Nobody is in this group yet" : "Nobody matches"}
					/>
				}
			/>
			<PickDialog<Person>
				opened={adding}
				onClose={add.close}
				title={`Add people to ${group.profile.name}`}
				search="Search people"
				from="/api/v1/users"
				query={peopleQuery}
				taken={at}
				action="Add"
				done="Added"
				show={(person) => ({ name: nameOf(person), detail: person.profile.login })}
				onPick={(person) => call("PUT", `${at}/${person.id}`)}
			/>
		</section>
	);
};
