import { Badge, Button, Code, Group, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconForms, IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { call } from "#common/ui/api/call.ts";
import { EmptyState } from "#common/ui/page/EmptyState.tsx";
import { PageHeader } from "#common/ui/page/PageHeader.tsx";
import { type Column, DataTable } from "#common/ui/table/DataTable.tsx";
import { useMay } from "../../frame/useMe.ts";
import { AttributeActions } from "./AttributeActions.tsx";
import { AttributeDialog } from "./AttributeDialog.tsx";
import { type Attribute, accessWords, attributesOf, type ProfileSchema, SCHEMA, SCHEMA_KEY, typeWords } from "./attribute.ts";

const COLUMNS: readonly Column<Attribute>[] = [
	{
		header: "Attribute",
		cell: ({ definition, name, custom }) => (
			<Group gap="xs">
				<span>{definition.title || name}</span>
				{custom && <Badge tt="none">Custom</Badge>}
			</Group>
		),
	},
	{ header: "Name", cell: ({ name }) => <Code>{name}</Code>, secondary: true },
	{ header: "Type", cell: ({ definition }) => typeWords(definition), width: 140 },
	{
		header: "Required",
		cell: ({ required }) =>
			required ? (
				"Yes"
			) : (
				<Text inherit span c="dimmed">
					No
				</Text>
			),
		labelled: true,
		width: 100,
	},
	{ header: "The person's own", cell: ({ definition }) => accessWords(definition), labelled: true, width: 160 },
];

const ACTIONS: Column<Attribute> = {
	header: "Actions",
	headerHidden: true,
	align: "right",
	width: 60,
	cell: (attribute) => attribute.custom && <AttributeActions attribute={attribute} />,
};

/** Which attributes profiles have. */
export const ProfileEditorPage = () => {
	const [adding, add] = useDisclosure(false);
	const may = useMay()("schemas.manage");
	const schema = useQuery({ queryKey: SCHEMA_KEY, queryFn: () => call<ProfileSchema>("GET", SCHEMA) });
	const attributes = schema.data ? attributesOf(schema.data) : [];
	const list = {
		items: [...attributes.filter(({ custom }) => custom), ...attributes.filter(({ custom }) => !custom)],
		total: undefined,
		loading: schema.isPending,
		stale: false,
		error: schema.error,
		page: 1,
		next: undefined,
		previous: undefined,
		retry: () => void schema.refetch(),
	};
	return (
		<>
			<PageHeader
				title="Profile Editor"
				description="What is known of each person. Applications read it as claims, rules and searches go by it, and every person sees what is theirs to see."
				actions={
					may && (
						<Button leftSection={<IconPlus size={18} aria-hidden />} onClick={add.open}>
							Add attribute
						</Button>
					)
				}
			/>
			<DataTable
				label="Attributes"
				columns={may ? [...COLUMNS, ACTIONS] : COLUMNS}
				list={list}
				rowKey={({ name }) => name}
				empty={<EmptyState icon={<IconForms size={40} stroke={1.5} aria-hidden />} title="No attributes" />}
			/>
			{adding && <AttributeDialog onClose={add.close} />}
		</>
	);
};
