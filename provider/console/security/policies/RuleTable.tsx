import { Text } from "@mantine/core";
import { EmptyState } from "#common/ui/page/EmptyState.tsx";
import { type Column, DataTable } from "#common/ui/table/DataTable.tsx";
import { useMay } from "../../frame/useMe.ts";
import { StatusBadge } from "../../StatusBadge.tsx";
import { useZoneNames } from "../networks/useZoneNames.ts";
import { ChangeActions } from "./ChangeActions.tsx";
import { Names } from "./Names.tsx";
import { POLICIES, type Policy, type Rule } from "./types.ts";
import { deviceText, thenText } from "./words.ts";

interface RuleTableProps {
	readonly policy: Policy;
	readonly rules: readonly Rule[];
	readonly onEdit: (rule: Rule) => void;
}

/** The rules of a policy, in the order in which they are asked. */
export const RuleTable = ({ policy, rules, onEdit }: RuleTableProps) => {
	const may = useMay()("policies.manage");
	const zoneNames = useZoneNames();
	const last = rules.filter(({ system }) => !system).length;
	const whereText = ({ conditions }: Rule): string => {
		const { connection, include = [], exclude = [] } = conditions?.network ?? {};
		if (connection !== "ZONE") return "";
		const named = (ids: readonly string[]) => ids.map(zoneNames).join(", ");
		return [
			...(include.length > 0 ? [`From ${named(include)}`] : []),
			...(exclude.length > 0 ? [`${include.length > 0 ? "not" : "Not"} from ${named(exclude)}`] : []),
		].join(", ");
	};
	const columns: readonly Column<Rule>[] = [
		{ header: "Rule", cell: ({ priority, name }) => `${priority}. ${name}`, width: "22%" },
		{
			header: "When",
			cell: (rule) => {
				const { users, groups } = rule.conditions?.people ?? {};
				const others = [whereText(rule), deviceText(rule) ?? ""].filter((text) => text !== "");
				return (
					<>
						<Names
							groups={groups?.include ?? []}
							people={users?.include ?? []}
							but={(groups?.exclude ?? []).length + (users?.exclude ?? []).length}
						/>
						{others.map((text) => (
							<Text key={text} size="sm" c="dimmed">
								{text}
							</Text>
						))}
					</>
				);
			},
			labelled: true,
		},
		{ header: "Then", cell: (rule) => thenText(policy.type, rule), labelled: true, width: "30%" },
		{ header: "Status", cell: ({ status }) => <StatusBadge status={status} />, width: 110 },
	];
	const actions: Column<Rule> = {
		header: "Actions",
		headerHidden: true,
		align: "right",
		width: 130,
		cell: (rule) => (
			<ChangeActions
				name={rule.name}
				at={`${POLICIES}/${policy.id}/rules/${rule.id}`}
				thing={rule}
				last={last}
				onEdit={() => onEdit(rule)}
				loss="Sign-ins that it decided are decided by the rules below."
			/>
		),
	};
	const list = {
		items: rules,
		total: undefined,
		loading: false,
		stale: false,
		error: null,
		page: 1,
		next: undefined,
		previous: undefined,
		retry: () => {},
	};
	return (
		<DataTable
			label={`Rules of ${policy.name}`}
			columns={may ? [...columns, actions] : columns}
			list={list}
			rowKey={({ id }) => id}
			empty={
				<EmptyState title="No rules yet" description="Without a rule this policy decides nothing, and the next one is asked." />
			}
		/>
	);
};
