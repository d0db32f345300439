import { Button, Group, NativeSelect, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconDownload, IconFileImport, IconUserPlus, IconUsers } from "@tabler/icons-react";
import { useState } from "react";
import { saveFile, withQuery } from "#common/ui/api/call.ts";
import { useAction } from "#common/ui/api/useAction.ts";
import { useList } from "#common/ui/api/useList.ts";
import { ButtonLink, TextLink } from "#common/ui/links.tsx";
import { EmptyState } from "#common/ui/page/EmptyState.tsx";
import { Moment } from "#common/ui/page/Moment.tsx";
import { PageHeader } from "#common/ui/page/PageHeader.tsx";
import { type Column, DataTable } from "#common/ui/table/DataTable.tsx";
import { SearchBox } from "#common/ui/table/SearchBox.tsx";
import type { Person } from "../api.ts";
import { May } from "../frame/May.tsx";
import { StatusBadge } from "../StatusBadge.tsx";
import { AddPersonDialog } from "./AddPersonDialog.tsx";
import { nameOf } from "./names.ts";
import { peopleQuery } from "./peopleQuery.ts";

const STATUSES = [
	{ value: "", label: "All but deactivated" },
	{ value: "ACTIVE", label: "Active" },
	{ value: "STAGED", label: "Staged" },
	{ value: "PROVISIONED", label: "Pending activation" },
	{ value: "PASSWORD_EXPIRED", label: "Password expired" },
	{ value: "RECOVERY", label: "Password reset" },
	{ value: "LOCKED_OUT", label: "Locked out" },
	{ value: "SUSPENDED", label: "Suspended" },
	{ value: "DEPROVISIONED", label: "Deactivated" },
];

const COLUMNS: readonly Column<Person>[] = [
	{ header: "Name", cell: (person) => <TextLink to={`/admin/people/${person.id}`}>{nameOf(person)}</TextLink> },
	{ header: "Username", cell: ({ profile }) => profile.login },
	{
		header: "Email",
		cell: ({ profile }) => (profile.email === profile.login ? <Text c="dimmed">Same</Text> : profile.email),
		secondary: true,
	},
	{ header: "Last sign-in", cell: ({ lastLogin }) => <Moment at={lastLogin} />, secondary: true },
	{ header: "Status", cell: ({ status }) => <StatusBadge status={status} /> },
];

/** Everyone who has an account here. */
export const PeoplePage = () => {
	const [q, setQ] = useState("");
	const [status, setStatus] = useState("");
	const [adding, add] = useDisclosure(false);
	const query = peopleQuery(q, status);
	const list = useList<Person>("/api/v1/users", query);
	const save = useAction({ act: () => saveFile(withQuery("/api/v1/internal/people-export", query)), errors: "notify" });
	const narrowed = q !== "" || status !== "";
	return (
		<>
			<PageHeader
				title="People"
				description="Everyone who can sign in here, and what they are called."
				actions={
					<>
						<May to="users.read" everywhere>
							<Button
								variant="default"
								leftSection={<IconDownload size={18} aria-hidden />}
								loading={save.running}
								onClick={() => save.run()}
							>
								Export
							</Button>
						</May>
						<May to="users.manage" everywhere>
							<ButtonLink to="/admin/people/import" variant="default" leftSection={<IconFileImport size={18} aria-hidden />}>
								Import
							</ButtonLink>
						</May>
						<May to="users.manage">
							<Button leftSection={<IconUserPlus size={18} aria-hidden />} onClick={add.open}>
								Add person
							</Button>
						</May>
					</>
				}
			/>
			<Group mb="md" gap="sm">
				<SearchBox label="Search people" onSearch={setQ} flex="1 1 240px" maw={420} />
				<NativeSelect
					aria-label="Status"
					data={STATUSES}
					value={status}
					onChange={(event) => setStatus(event.currentTarget.value)}
				/>
			</Group>
			<DataTable
				label="People"
				columns={COLUMNS}
				list={list}
				rowKey={({ id }) => id}
				empty={
					<EmptyState
						icon={<IconUsers size={40} stroke={1.5} aria-hidden />}
						title={narrowed ? "Nobody matches" : "Nobody here yet"}
						description={narrowed ? "Try fewer or other words, or another status." : "Add the first person."}
					/>
				}
			/>
			{adding && <AddPersonDialog onClose={add.close} />}
		</>
	);
};
