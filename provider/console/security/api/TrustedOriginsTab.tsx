import { Button, Group, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconPlus, IconWorldCheck } from "@tabler/icons-react";
import { useState } from "react";
import { useList } from "#common/ui/api/useList.ts";
import { EmptyState } from "#common/ui/page/EmptyState.tsx";
import { type Column, DataTable } from "#common/ui/table/DataTable.tsx";
import { SearchBox } from "#common/ui/table/SearchBox.tsx";
import { useMay } from "../../frame/useMe.ts";
import { PickCell } from "../../PickCell.tsx";
import { StatusBadge } from "../../StatusBadge.tsx";
import { OriginActions } from "./OriginActions.tsx";
import { OriginDialog } from "./OriginDialog.tsx";
import type { OriginScopeType, TrustedOrigin } from "./types.ts";

const WORDS: Readonly<Record<OriginScopeType, string>> = {
	CORS: "Cross-origin requests",
	REDIRECT: "Redirects",
	IFRAME_EMBED: "Embedding",
};

const COLUMNS: readonly Column<TrustedOrigin>[] = [
	{ header: "Name", cell: ({ name, origin }) => <PickCell name={name} detail={origin} /> },
	{
		header: "Trusted for",
		cell: ({ scopes }) => scopes.map(({ type }) => WORDS[type]).join(", "),
		labelled: true,
		width: "32%",
	},
	{ header: "Status", cell: ({ status }) => <StatusBadge status={status} />, width: 120 },
];

const ACTIONS: Column<TrustedOrigin> = {
	header: "Actions",
	headerHidden: true,
	align: "right",
	width: 60,
	cell: (origin) => <OriginActions origin={origin} />,
};

/** The sites whose pages may call the sign-in API, or to which people may be sent. */
export const TrustedOriginsTab = () => {
	const [q, setQ] = useState("");
	const may = useMay()("trustedOrigins.manage");
	const list = useList<TrustedOrigin>("/api/v1/trustedOrigins", { q });
	const [adding, add] = useDisclosure(false);
	return (
		<>
			<Text c="dimmed" maw={720} mb="md">
				Pages of these sites act with the sessions of the people who look at them: trust only your own.
			</Text>
			<Group justify="space-between" gap="sm" mb="md">
				<SearchBox label="Search trusted origins" onSearch={setQ} flex="1 1 240px" maw={420} />
				{may && (
					<Button leftSection={<IconPlus size={18} aria-hidden />} onClick={add.open}>
						Add origin
					</Button>
				)}
			</Group>
			<DataTable
				label="Trusted origins"
				columns={may ? [...COLUMNS, ACTIONS] : COLUMNS}
				list={list}
				rowKey={({ id }) => id}
				empty={
					<EmptyState
						icon={<IconWorldCheck size={40} stroke={1.5} aria-hidden />}
						title={q === "" ? "No origin is trusted" : "No origin matches"}
					/>
				}
			/>
			{adding && <OriginDialog origin={undefined} onClose={add.close} />}
		</>
	);
};
