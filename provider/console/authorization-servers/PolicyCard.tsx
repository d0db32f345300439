import { Button, Group as Line } from "@mantine/core";
import { useState } from "react";
import { call } from "#common/ui/api/call.ts";
import { useAction } from "#common/ui/api/useAction.ts";
import { useList } from "#common/ui/api/useList.ts";
import { Card } from "#common/ui/page/Card.tsx";
import { EmptyState } from "#common/ui/page/EmptyState.tsx";
import { type Column, DataTable } from "#common/ui/table/DataTable.tsx";
import { StatusBadge } from "../StatusBadge.tsx";
import { GRANTS } from "./grants.ts";
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
	{ header: "Rule", cell: ({ priority, name }) => `${priority}. ${name}` },
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
	const turn = useAction({
		act: () => call("POST", `${at}/lifecycle/${policy.status === "ACTIVE" ? "deactivate" : "activate"}`),
		done: `${policy.name} has been ${policy.status === "ACTIVE" ? "deactivated" : "activated"}.`,
		errors: "notify",
	});
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
		>
			<DataTable
				label={`Rules of ${policy.name}`}
				columns={[...COLUMNS, actions]}
				list={rules}
				rowKey={({ id }) => id}
				empty={<EmptyState title="No rules yet" description="A policy without a rule lets nobody in." />}
			/>
			<Line gap="xs" justify="space-between">
				<Button size="xs" variant="default" aria-label={`Add rule to ${policy.name}`} onClick={() => setOpen("new")}>
					Add rule
				</Button>
				<Line gap="xs">
					<Button
						size="xs"
						variant="default"
						loading={turn.running}
						aria-label={`${policy.status === "ACTIVE" ? "Deactivate" : "Activate"} ${policy.name}`}
						onClick={() => turn.run()}
					>
						{policy.status === "ACTIVE" ? "Deactivate" : "Activate"}
					</Button>
					<RowActions
						name={policy.name}
						at={at}
						onEdit={onEdit}
						loss="Its rules go with it. Requests that only this policy lets in are refused from now on."
					/>
				</Line>
			</Line>
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
