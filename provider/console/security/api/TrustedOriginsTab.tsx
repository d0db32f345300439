import { Button, Group, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconPlus, IconWorldCheck } from "@tabler/icons-react";
import { useState } from "react";
import { call } from "#common/ui/api/call.ts";
import { useAction } from "#common/ui/api/useAction.ts";
import { useList } from "#common/ui/api/useList.ts";
import { ConfirmDialog } from "#common/ui/dialogs/ConfirmDialog.tsx";
import { EmptyState } from "#common/ui/page/EmptyState.tsx";
import { type Column, DataTable } from "#common/ui/table/DataTable.tsx";
import { SearchBox } from "#common/ui/table/SearchBox.tsx";
import { PickCell } from "../../PickCell.tsx";
import { StatusBadge } from "../../StatusBadge.tsx";
import { AddOriginDialog } from "./AddOriginDialog.tsx";
import type { OriginScopeType, TrustedOrigin } from "./types.ts";

const AT = "/api/v1/trustedOrigins";

const WORDS: Readonly<Record<OriginScopeType, string>> = {
	CORS: "Cross-origin requests",
	REDIRECT: "Redirects",
	IFRAME_EMBED: "Embedding",
};

/** The sites whose pages may call the sign-in API, or to which people may be sent. */
export const TrustedOriginsTab = () => {
	const [q, setQ] = useState("");
	const list = useList<TrustedOrigin>(AT, { q });
	const [adding, add] = useDisclosure(false);
	const [asked, ask] = useState<TrustedOrigin>();
	const turn = useAction({
		act: ({ id, status }: TrustedOrigin) =>
			call("POST", `${AT}/${id}/lifecycle/${status === "ACTIVE" ? "deactivate" : "activate"}`),
		errors: "notify",
	});
	const remove = useAction({
		act: ({ id }: TrustedOrigin) => call("DELETE", `${AT}/${id}`),
		done: "The origin is no longer trusted.",
		onDone: () => ask(undefined),
	});
	const columns: readonly Column<TrustedOrigin>[] = [
		{ header: "Name", cell: ({ name, origin }) => <PickCell name={name} detail={origin} /> },
		{
			header: "Trusted for",
			cell: ({ scopes }) => scopes.map(({ type }) => WORDS[type]).join(", "),
			labelled: true,
		},
		{ header: "Status", cell: ({ status }) => <StatusBadge status={status} /> },
		{
			header: "Actions",
			headerHidden: true,
			align: "right",
			cell: (origin) => (
				<Group gap="xs" justify="flex-end" wrap="nowrap">
					<Button
						size="xs"
						variant="default"
						aria-label={`${origin.status === "ACTIVE" ? "Deactivate" : "Activate"} ${origin.name}`}
						onClick={() => turn.run(origin)}
					>
						{origin.status === "ACTIVE" ? "Deactivate" : "Activate"}
					</Button>
					<Button
						size="xs"
						variant="default"
						aria-label={`Delete ${origin.name}`}
						onClick={() => {
							remove.reset();
							ask(origin);
						}}
					>
						Delete
					</Button>
				</Group>
			),
		},
	];
	return (
		<>
			<Group justify="space-between" mb="md">
				<Text c="dimmed" maw={620}>
					Pages of these sites act with the sessions of the people who look at them: trust only your own.
				</Text>
				<Button leftSection={<IconPlus size={18} aria-hidden />} onClick={add.open}>
					Add origin
				</Button>
			</Group>
			<SearchBox label="Search trusted origins" onSearch={setQ} maw={420} mb="md" />
			<DataTable
				label="Trusted origins"
				columns={columns}
				list={list}
				rowKey={({ id }) => id}
				empty={<EmptyState icon={<IconWorldCheck size={40} stroke={1.5} aria-hidden />} title="No origin is trusted" />}
			/>
			{adding && <AddOriginDialog onClose={add.close} />}
			<ConfirmDialog
				opened={asked !== undefined}
				title="Delete this trusted origin?"
				confirm="Delete"
				danger
				running={remove.running}
				error={remove.error}
				onConfirm={() => asked && remove.run(asked)}
				onClose={() => ask(undefined)}
			>
				Pages of {asked?.origin} can then no longer sign people in here, nor be where people are sent.
			</ConfirmDialog>
		</>
	);
};
