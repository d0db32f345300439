import { Badge, Button, Code, Group as Line, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconPlus, IconShieldLock } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useList } from "#common/ui/api/useList.ts";
import { TextLink } from "#common/ui/links.tsx";
import { EmptyState } from "#common/ui/page/EmptyState.tsx";
import { type Column, DataTable } from "#common/ui/table/DataTable.tsx";
import { SearchBox } from "#common/ui/table/SearchBox.tsx";
import { May } from "../frame/May.tsx";
import { StatusBadge } from "../StatusBadge.tsx";
import { ServerDialog } from "./ServerDialog.tsx";
import { type AuthorizationServer, SERVERS } from "./types.ts";

const COLUMNS: readonly Column<AuthorizationServer>[] = [
	{
		header: "Name",
		cell: ({ id, name, default: first }) => (
			<Line gap="xs">
				<TextLink to={`/admin/api/authorization-servers/${id}/settings`}>{name}</TextLink>
				{first && (
					<Badge color="gray" tt="none">
						Default
					</Badge>
				)}
			</Line>
		),
	},
	{ header: "Audience", cell: ({ audiences }) => <Code>{audiences[0]}</Code> },
	{ header: "Issuer", cell: ({ issuer }) => <Code>{issuer}</Code>, secondary: true },
	{ header: "Status", cell: ({ status }) => <StatusBadge status={status} />, width: 110 },
];

/** The custom authorization servers. */
export const ServersTab = () => {
	const [q, setQ] = useState("");
	const [adding, add] = useDisclosure(false);
	const navigate = useNavigate();
	const list = useList<AuthorizationServer>(SERVERS, { q });
	return (
		<>
			<Text c="dimmed" maw={720} mb="md">
				Each is an issuer of its own, with scopes and claims for an API, and policies that say who gets a token.
			</Text>
			<Line mb="md" gap="sm" justify="space-between">
				<SearchBox label="Search authorization servers" onSearch={setQ} flex="1 1 240px" maw={420} />
				<May to="authorizationServers.manage">
					<Button leftSection={<IconPlus size={18} aria-hidden />} onClick={add.open}>
						Add authorization server
					</Button>
				</May>
			</Line>
			<DataTable
				label="Authorization servers"
				columns={COLUMNS}
				list={list}
				rowKey={({ id }) => id}
				empty={
					<EmptyState icon={<IconShieldLock size={40} stroke={1.5} aria-hidden />} title="No authorization server matches" />
				}
			/>
			{adding && (
				<ServerDialog
					onClose={add.close}
					onSaved={({ id }) => navigate({ to: "/admin/api/authorization-servers/$id/$tab", params: { id, tab: "settings" } })}
				/>
			)}
		</>
	);
};
