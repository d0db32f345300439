import { Button, Group, Stack } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconApps, IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { useList } from "#common/ui/api/useList.ts";
import { ButtonLink, TextLink } from "#common/ui/links.tsx";
import { EmptyState } from "#common/ui/page/EmptyState.tsx";
import { PageHeader } from "#common/ui/page/PageHeader.tsx";
import { type Column, DataTable } from "#common/ui/table/DataTable.tsx";
import { SearchBox } from "#common/ui/table/SearchBox.tsx";
import type { Application, ApplicationStatus, Bookmark } from "../api.ts";
import { May } from "../frame/May.tsx";
import { StatusBadge } from "../StatusBadge.tsx";
import { AppLogo } from "./AppLogo.tsx";
import { KINDS } from "./kinds.ts";
import { logoOf } from "./logo.ts";
import { CreateTokenDialog } from "./registration/CreateTokenDialog.tsx";
import { RegistrationTokens } from "./registration/RegistrationTokens.tsx";
import { StatusCounts } from "./StatusCounts.tsx";

const COLUMNS: readonly Column<Application | Bookmark>[] = [
	{
		header: "Application",
		cell: (application) => (
			<Group gap="sm" wrap="nowrap">
				<AppLogo label={application.label} href={logoOf(application)} />
				<TextLink to={`/admin/applications/${application.id}/general`}>{application.label}</TextLink>
			</Group>
		),
	},
	{
		header: "Platform",
		cell: ({ settings }) => (settings.oauthClient ? KINDS[settings.oauthClient.application_type].label : "Bookmark"),
		secondary: true,
	},
	{ header: "Status", cell: ({ status }) => <StatusBadge status={status} />, width: 140 },
];

/** The applications that sign people in here. */
export const ApplicationsPage = () => {
	const [q, setQ] = useState("");
	const [status, setStatus] = useState<ApplicationStatus>();
	const [creating, create] = useDisclosure(false);
	const list = useList<Application | Bookmark>("/api/v1/apps", { q, filter: status && `status eq "${status}"` });
	const narrowed = q !== "" || status !== undefined;
	return (
		<>
			<PageHeader
				title="Applications"
				description="The applications that sign people in with this provider, and who may use them."
				actions={
					<May to="apps.manage" everywhere>
						<Button variant="default" onClick={create.open}>
							Create registration token
						</Button>
						<ButtonLink to="/admin/applications/add" leftSection={<IconPlus size={18} aria-hidden />}>
							Add Application
						</ButtonLink>
					</May>
				}
			/>
			<Group mb="md" gap="sm" justify="space-between">
				<SearchBox label="Search applications" onSearch={setQ} flex="1 1 240px" maw={420} />
				<StatusCounts chosen={status} onChoose={setStatus} />
			</Group>
			<Stack gap="lg">
				<DataTable
					label="Applications"
					columns={COLUMNS}
					list={list}
					rowKey={({ id }) => id}
					empty={
						<EmptyState
							icon={<IconApps size={40} stroke={1.5} aria-hidden />}
							title={narrowed ? "No application matches" : "No applications yet"}
							description={
								narrowed ? "Try fewer or other words, or another status." : "Register the first one with Add Application."
							}
						/>
					}
				/>
				<May to="apps.manage" everywhere>
					<RegistrationTokens />
				</May>
			</Stack>
			{creating && <CreateTokenDialog onClose={create.close} />}
		</>
	);
};
