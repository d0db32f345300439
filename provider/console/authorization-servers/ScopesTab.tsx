import { Badge, Button, Code, Group as Line } from "@mantine/core";
import { IconPlus, IconTags } from "@tabler/icons-react";
import { useState } from "react";
import { useList } from "#common/ui/api/useList.ts";
import { EmptyState } from "#common/ui/page/EmptyState.tsx";
import { type Column, DataTable } from "#common/ui/table/DataTable.tsx";
import { SearchBox } from "#common/ui/table/SearchBox.tsx";
import { useMay } from "../frame/useMe.ts";
import { RowActions } from "./RowActions.tsx";
import { ScopeDialog } from "./ScopeDialog.tsx";
import { type AuthorizationServer, type Scope, SERVERS } from "./types.ts";

const marks = ({ system, default: byDefault }: Scope): readonly string[] => [
	...(system ? ["Built in"] : []),
	...(byDefault ? ["Default"] : []),
];

const COLUMNS: readonly Column<Scope>[] = [
	{
		header: "Name",
		cell: (scope) => (
			<Line gap="xs">
				<Code>{scope.name}</Code>
				{marks(scope).map((mark) => (
					<Badge key={mark} color="gray" tt="none">
						{mark}
					</Badge>
				))}
			</Line>
		),
	},
	{ header: "Description", cell: ({ displayName, description }) => description || displayName, secondary: true },
];

/** What applications may ask for at a server. */
export const ScopesTab = ({ server }: { readonly server: AuthorizationServer }) => {
	const [q, setQ] = useState("");
	const [open, setOpen] = useState<Scope | "new">();
	const may = useMay()("authorizationServers.manage");
	const at = `${SERVERS}/${server.id}/scopes`;
	const list = useList<Scope>(at, { q });
	const actions: Column<Scope> = {
		header: "Actions",
		headerHidden: true,
		align: "right",
		cell: (scope) => (
			<RowActions
				name={scope.name}
				at={`${at}/${scope.id}`}
				onEdit={() => setOpen(scope)}
				loss={scope.system ? undefined : "Applications that ask for it are refused from now on."}
			/>
		),
	};
	return (
		<>
			<Line mb="md" gap="sm" justify="space-between">
				<SearchBox label="Search scopes" onSearch={setQ} flex="1 1 240px" maw={420} />
				{may && (
					<Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => setOpen("new")}>
						Add scope
					</Button>
				)}
			</Line>
			<DataTable
				label="Scopes"
				columns={may ? [...COLUMNS, actions] : COLUMNS}
				list={list}
				rowKey={({ id }) => id}
				empty={<EmptyState icon={<IconTags size={40} stroke={1.5} aria-hidden />} title="No scope matches" />}
			/>
			{open !== undefined && <ScopeDialog at={at} scope={open === "new" ? undefined : open} onClose={() => setOpen(undefined)} />}
		</>
	);
};
