import { Button, Group, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconKey, IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "#common/ui/api/call.ts";
import { useAction } from "#common/ui/api/useAction.ts";
import { useList } from "#common/ui/api/useList.ts";
import { ConfirmDialog } from "#common/ui/dialogs/ConfirmDialog.tsx";
import { TextLink } from "#common/ui/links.tsx";
import { EmptyState } from "#common/ui/page/EmptyState.tsx";
import { Moment } from "#common/ui/page/Moment.tsx";
import { type Column, DataTable } from "#common/ui/table/DataTable.tsx";
import type { Person } from "../../api.ts";
import { useMay, useMe } from "../../frame/useMe.ts";
import { nameOf } from "../../people/names.ts";
import { CreateTokenDialog } from "./CreateTokenDialog.tsx";
import type { ApiToken } from "./types.ts";

const AT = "/api/v1/api-tokens";

/** The person for whom a token speaks. */
const Owner = ({ id }: { readonly id: string }) => {
	const person = useQuery({ queryKey: ["person", id], queryFn: () => call<Person>("GET", `/api/v1/users/${id}`) });
	return <TextLink to={`/admin/people/${id}`}>{person.data ? nameOf(person.data) : id}</TextLink>;
};

/** The tokens that work, each with a way to end it. */
export const TokensTab = () => {
	const list = useList<ApiToken>(AT);
	const may = useMay();
	const me = useMe().data?.id;
	const [creating, create] = useDisclosure(false);
	const [asked, ask] = useState<ApiToken>();
	const revoke = useAction({
		act: ({ id }: ApiToken) => call("DELETE", `${AT}/${id}`),
		done: "The token no longer works.",
		onDone: () => ask(undefined),
	});
	const columns: readonly Column<ApiToken>[] = [
		{ header: "Name", cell: ({ name }) => <Text fw={550}>{name}</Text> },
		{ header: "Owner", cell: ({ userId }) => <Owner id={userId} />, labelled: true, width: "19%" },
		{ header: "Created", cell: ({ created }) => <Moment at={created} />, secondary: true },
		{ header: "Last used", cell: ({ lastUsed }) => (lastUsed === null ? "Never" : <Moment at={lastUsed} />), labelled: true },
		{ header: "Expires", cell: ({ expiresAt }) => <Moment at={expiresAt} />, secondary: true },
		{
			header: "Actions",
			headerHidden: true,
			align: "right",
			cell: (token) =>
				(may("apiTokens.manage") || token.userId === me) && (
					<Button
						size="xs"
						variant="default"
						aria-label={`Revoke ${token.name}`}
						onClick={() => {
							revoke.reset();
							ask(token);
						}}
					>
						Revoke
					</Button>
				),
		},
	];
	return (
		<>
			<Group justify="space-between" mb="md">
				<Text c="dimmed" maw={620}>
					For scripts that call the management API. A token may do what its owner may do, and ends after 30 days without use.
				</Text>
				<Button leftSection={<IconPlus size={18} aria-hidden />} onClick={create.open}>
					Create token
				</Button>
			</Group>
			<DataTable
				label="API tokens"
				columns={columns}
				list={list}
				rowKey={({ id }) => id}
				empty={<EmptyState icon={<IconKey size={40} stroke={1.5} aria-hidden />} title="There are no API tokens" />}
			/>
			{creating && <CreateTokenDialog onClose={create.close} />}
			<ConfirmDialog
				opened={asked !== undefined}
				title="Revoke this token?"
				confirm="Revoke"
				danger
				running={revoke.running}
				error={revoke.error}
				onConfirm={() => asked && revoke.run(asked)}
				onClose={() => ask(undefined)}
			>
				Whatever uses {asked?.name} is refused from now on. It cannot be undone.
			</ConfirmDialog>
		</>
	);
};
