import { Button, Group as Line } from "@mantine/core";
import { useState } from "react";
import { useList } from "#common/ui/api/useList.ts";
import { Card } from "#common/ui/page/Card.tsx";
import { EmptyState } from "#common/ui/page/EmptyState.tsx";
import { type Column, DataTable } from "#common/ui/table/DataTable.tsx";
import { useMay } from "../frame/useMe.ts";
import { StatusBadge } from "../StatusBadge.tsx";
import { GRANTS } from "./grants.ts";
import { PolicyActions } from "./PolicyActions.tsx";
import { RowActions } from "./RowActions.tsx";
import { RuleDialog } from "./RuleDialog.tsx";
import type { Policy, Rule } from "./types.ts";

interface PolicyCardProps {
	readonly policy: Policy;
	/** The policy in the API. */
	readonly at: string;
	/** Names of the server's scopes. */
	readonly scopes: readonly string[];
	readonly onEdit: () => void;
}

const minutes = (count: number): string => (count % 60 === 0 && count >= 60 ? `${count / 60} h` : `${count} min`);

const COLUMNS: readonly Column<Rule>[] = [
	{ header: "Rule", cell: ({ priority, name }) => `${priority}. ${name}`, width: "24%" },
	{
		header: "Grant types",
		cell: ({ conditions }) => conditions.grantTypes.include.map((grant) => GRANTS[grant] ?? grant).join(", "),
		secondary: true,
	},
	{
		header: "Scopes",
		cell: ({ conditions: { scopes } }) => (scopes.include.includes("*") ? "Any" : scopes.include.join(", ")),
		secondary: true,
	},
	{
		header: "Access token",
		cell: ({ actions }) => minutes(actions.token.accessTokenLifetimeMinutes),
		labelled: true,
		width: 120,
	},
	{ header: "Status", cell: ({ status }) => <StatusBadge status={status} />, secondary: true, width: 110 },
];

/** One access policy, with its rules in the order in which they are asked. */
export const PolicyCard = ({ policy, at, scopes, onEdit }: PolicyCardProps) => {
	const [open, setOpen] = useState<Rule | "new">();
	const rules = useList<Rule>(`${at}/rules`);
	const { include } = policy.conditions.clients;
	const everyone = include.includes("ALL_CLIENTS");
	const may = useMay()("authorizationServers.manage");
	const actions: Column<Rule> = {
		header: "Actions",
		headerHidden: true,
		align: "right",
		cell: (rule) => (
			<RowActions
				name={rule.name}
				at={`${at}/rules/${rule.id}`}
				onEdit={() => setOpen(rule)}
				loss="Requests that only this rule lets in are refused from now on."
			/>
		),
	};
	return (
		<Card
			title={`${policy.priority}. ${policy.name}`}
			description={
				<Line gap="xs">
					<StatusBadge status={policy.status} />
					{everyone ? "For all applications" : `For ${include.length} ${include.length === 1 ? "application" : "applications"}`}
					{policy.description && ` · ${policy.description}`}
				</Line>
			}
			actions={may && <PolicyActions policy={policy} at={at} onEdit={onEdit} />}
		>
			<DataTable
				label={`Rules of ${policy.name}`}
				columns={may ? [...COLUMNS, actions] : COLUMNS}
				list={rules}
				rowKey={({ id }) => id}
				empty={<EmptyState title="No rules yet" description="A policy without a rule lets nobody in." />}
			/>
			{may && (
				<Button
					size="xs"
					variant="default"
					w="fit-content"
					aria-label={`Add rule to ${policy.name}`}
					onClick={() => setOpen("new")}
				>
					Add rule
				</Button>
			)}
			{open !== undefined && (
				<RuleDialog
					at={`${at}/rules`}
					rule={open === "new" ? undefined : open}
					scopes={scopes}
					onClose={() => setOpen(undefined)}
				/>
			)}
		</Card>
	);
};
