import { Button, Code, Text } from "@mantine/core";
import { IconKey } from "@tabler/icons-react";
import { call } from "#common/ui/api/call.ts";
import { useAction } from "#common/ui/api/useAction.ts";
import { useList } from "#common/ui/api/useList.ts";
import { EmptyState } from "#common/ui/page/EmptyState.tsx";
import { Moment } from "#common/ui/page/Moment.tsx";
import { type Column, DataTable } from "#common/ui/table/DataTable.tsx";
import type { ApiGrant, Application } from "../../api.ts";
import { useMay, useMe } from "../../frame/useMe.ts";
import { meaningOf, scopesOf } from "./scopes.ts";

interface Row {
	readonly scope: string;
	readonly grant: ApiGrant | undefined;
}

/** What an application may ask for at the management API. */
export const ApiScopesTab = ({ application: { id } }: { readonly application: Application }) => {
	const at = `/api/v1/apps/${id}/grants`;
	const grants = useList<ApiGrant>(at, {}, { limit: 200 });
	const me = useMe().data;
	const may = useMay()("appGrants.manage");
	const issuer = me?.issuer ?? "";
	const grant = useAction({
		act: ({ scope }: Row) => call("POST", at, { issuer, scopeId: scope }),
		done: (_answer, { scope }) => `${scope} has been granted.`,
		errors: "notify",
	});
	const revoke = useAction({
		act: ({ grant: held }: Row) => call("DELETE", `${at}/${held?.id}`),
		done: (_answer, { scope }) => `${scope} has been revoked.`,
		errors: "notify",
	});
	const held = new Map(grants.items.map((one) => [one.scopeId, one]));
	const scopes = [...new Set([...held.keys(), ...(may && me ? scopesOf(me.permissions) : [])])].sort();
	const known = !grants.loading && grants.error === null;
	const actions: Column<Row> = {
		header: "Actions",
		headerHidden: true,
		align: "right",
		width: 110,
		cell: (row) => {
			// Never disabled: whoever goes through the list by keyboard would lose the place.
			const action = row.grant ? revoke : grant;
			const word = row.grant ? "Revoke" : "Grant";
			return (
				<Button
					size="xs"
					variant={row.grant ? "default" : "light"}
					aria-label={`${word} ${row.scope}`}
					onClick={() => action.run(row)}
				>
					{word}
				</Button>
			);
		},
	};
	return (
		<>
			<Text c="dimmed" maw={720} mb="md">
				The application may call the management API by itself, as far as these scopes go.
				{may && " You can grant what you may do yourself."}
			</Text>
			<DataTable
				label="Okta API Scopes"
				columns={may ? [...COLUMNS, actions] : COLUMNS}
				list={{ ...grants, items: known ? scopes.map((scope) => ({ scope, grant: held.get(scope) })) : [] }}
				rowKey={({ scope }) => scope}
				empty={<EmptyState icon={<IconKey size={40} stroke={1.5} aria-hidden />} title="No scopes are granted" />}
			/>
		</>
	);
};

const COLUMNS: readonly Column<Row>[] = [
	{ header: "Scope", cell: ({ scope }) => <Code>{scope}</Code>, width: 290 },
	{ header: "Allows to", cell: ({ scope }) => meaningOf(scope), secondary: true },
	{
		header: "Granted",
		cell: ({ grant }) => <Moment at={grant?.created} never="No" />,
		labelled: true,
		width: 210,
	},
];
