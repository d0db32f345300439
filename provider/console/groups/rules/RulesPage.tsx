import { Button, Code, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconArrowsSplit, IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { useList } from "#common/ui/api/useList.ts";
import { TextLink } from "#common/ui/links.tsx";
import { EmptyState } from "#common/ui/page/EmptyState.tsx";
import { PageHeader } from "#common/ui/page/PageHeader.tsx";
import { type Column, DataTable } from "#common/ui/table/DataTable.tsx";
import { SearchBox } from "#common/ui/table/SearchBox.tsx";
import { useMay } from "../../frame/useMe.ts";
import { StatusBadge } from "../../StatusBadge.tsx";
import { GroupTabs } from "../GroupTabs.tsx";
import { RuleActions } from "./RuleActions.tsx";
import { RuleDialog } from "./RuleDialog.tsx";
import { type GroupRule, groupNamesOf } from "./rule.ts";

const COLUMNS: readonly Column<GroupRule>[] = [
	{ header: "Name", cell: ({ name }) => name },
	{
		header: "If",
		cell: ({ conditions }) => (
			<Code style={{ overflowWrap: "anywhere", whiteSpace: "pre-wrap" }}>{conditions.expression.value}</Code>
		),
		secondary: true,
	},
	{
		header: "Then",
		cell: (rule) => (
			<Stack gap={2}>
				{groupNamesOf(rule).map(({ id, name }) =>
					name === null ? (
						<Text key={id} inherit c="red">
							A group that was deleted
						</Text>
					) : (
						<TextLink key={id} to={`/admin/groups/${id}`}>
							{name}
						</TextLink>
					),
				)}
			</Stack>
		),
	},
	{ header: "Status", cell: ({ status }) => <StatusBadge status={status} />, width: 120 },
];

const ACTIONS: Column<GroupRule> = {
	header: "Actions",
	headerHidden: true,
	align: "right",
	width: 60,
	cell: (rule) => <RuleActions rule={rule} />,
};

/** The rules that put people into groups by what is known of them. */
export const RulesPage = () => {
	const [search, setSearch] = useState("");
	const [adding, add] = useDisclosure(false);
	const may = useMay()("groups.manage");
	const list = useList<GroupRule>("/api/v1/groups/rules", {
		search: search || undefined,
		expand: "groupIdToGroupNameMap",
	});
	return (
		<>
			<PageHeader
				title="Groups"
				description="Rules put people into groups for as long as something is true of them."
				actions={
					may && (
						<Button leftSection={<IconPlus size={18} aria-hidden />} onClick={add.open}>
							Add rule
						</Button>
					)
				}
			/>
			<GroupTabs current="rules" />
			<SearchBox label="Search rules" onSearch={setSearch} maw={420} mb="md" />
			<DataTable
				label="Rules"
				columns={may ? [...COLUMNS, ACTIONS] : COLUMNS}
				list={list}
				rowKey={({ id }) => id}
				empty={
					<EmptyState
						icon={<IconArrowsSplit size={40} stroke={1.5} aria-hidden />}
						title={search === "" ? "No rules yet" : "No rule matches"}
						description={
							search === ""
								? "A rule keeps a group up to date by itself: everybody in Sales, say, as people come, move and leave."
								: "Try fewer or other letters."
						}
					/>
				}
			/>
			{adding && <RuleDialog onClose={add.close} />}
		</>
	);
};
