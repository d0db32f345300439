import { Badge, Button, Code, Group as Line } from "@mantine/core";
import { IconId, IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { useList } from "#common/ui/api/useList.ts";
import { EmptyState } from "#common/ui/page/EmptyState.tsx";
import { type Column, DataTable } from "#common/ui/table/DataTable.tsx";
import { SearchBox } from "#common/ui/table/SearchBox.tsx";
import { useMay } from "../frame/useMe.ts";
import { StatusBadge } from "../StatusBadge.tsx";
import { ClaimDialog } from "./ClaimDialog.tsx";
import { RowActions } from "./RowActions.tsx";
import { type AuthorizationServer, type Claim, type Scope, SERVERS } from "./types.ts";

const FILTERS: Readonly<Record<string, string>> = {
	STARTS_WITH: "Groups that start with",
	EQUALS: "The group",
	CONTAINS: "Groups that contain",
	REGEX: "Groups that match",
};

const COLUMNS: readonly Column<Claim>[] = [
	{
		header: "Name",
		cell: ({ name, system }) => (
			<Line gap="xs">
				<Code>{name}</Code>
				{system && (
					<Badge color="gray" tt="none">
						Built in
					</Badge>
				)}
			</Line>
		),
	},
	{
		header: "Value",
		cell: ({ value, group_filter_type: filter }) => (
			<>
				{filter && `${FILTERS[filter]} `}
				<Code style={{ overflowWrap: "anywhere" }}>{value}</Code>
			</>
		),
	},
	{ header: "Token", cell: ({ claimType }) => (claimType === "IDENTITY" ? "ID token" : "Access token"), width: 140 },
	{
		header: "Scopes",
		cell: ({ conditions: { scopes } }) => (scopes.length === 0 ? "Any" : scopes.map((scope) => <div key={scope}>{scope}</div>)),
		secondary: true,
		width: "18%",
	},
	{ header: "Status", cell: ({ status }) => <StatusBadge status={status} />, secondary: true, width: 110 },
];

/** What tokens of a server say. */
export const ClaimsTab = ({ server }: { readonly server: AuthorizationServer }) => {
	const [q, setQ] = useState("");
	const [open, setOpen] = useState<Claim | "new">();
	const may = useMay()("authorizationServers.manage");
	const at = `${SERVERS}/${server.id}/claims`;
	const list = useList<Claim>(at, { q });
	const scopes = useList<Scope>(`${SERVERS}/${server.id}/scopes`, {}, { limit: 200 });
	const actions: Column<Claim> = {
		header: "Actions",
		headerHidden: true,
		align: "right",
		cell: (claim) => (
			<RowActions
				name={claim.name}
				at={`${at}/${claim.id}`}
				onEdit={() => setOpen(claim)}
				loss={claim.system ? undefined : "New tokens are issued without it."}
			/>
		),
	};
	return (
		<>
			<Line mb="md" gap="sm" justify="space-between">
				<SearchBox label="Search claims" onSearch={setQ} flex="1 1 240px" maw={420} />
				{may && (
					<Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => setOpen("new")}>
						Add claim
					</Button>
				)}
			</Line>
			<DataTable
				label="Claims"
				columns={may ? [...COLUMNS, actions] : COLUMNS}
				list={list}
				rowKey={({ id }) => id}
				empty={<EmptyState icon={<IconId size={40} stroke={1.5} aria-hidden />} title="No claim matches" />}
			/>
			{open !== undefined && (
				<ClaimDialog
					at={at}
					claim={open === "new" ? undefined : open}
					scopes={scopes.items.map(({ name }) => name)}
					onClose={() => setOpen(undefined)}
				/>
			)}
		</>
	);
};
