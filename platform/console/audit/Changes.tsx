import { Code, Table, Text } from "@mantine/core";

interface Change {
	readonly from: unknown;
	readonly to: unknown;
}

const isChange = (value: unknown): value is Change =>
	typeof value === "object" && value !== null && !Array.isArray(value) && ("from" in value || "to" in value);

/** The fields that changed, where `value` holds such; secrets are stars. */
export const changesIn = (value: unknown): readonly (readonly [field: string, change: Change])[] =>
	typeof value === "object" && value !== null
		? Object.entries(value).filter((entry): entry is [string, Change] => isChange(entry[1]))
		: [];

/** What `value` holds besides changed fields; undefined where that is nothing. */
export const besidesChanges = (value: unknown): unknown => {
	if (changesIn(value).length === 0) return value;
	const others = Object.entries(value as object).filter(([, member]) => !isChange(member));
	return others.length > 0 ? Object.fromEntries(others) : undefined;
};

export const Changes = ({ of }: { of: ReturnType<typeof changesIn> }) => (
	<Table.ScrollContainer minWidth={360}>
		<Table aria-label="Changed fields" withTableBorder verticalSpacing={6}>
			<Table.Thead>
				<Table.Tr>
					<Table.Th>Field</Table.Th>
					<Table.Th>Before</Table.Th>
					<Table.Th>After</Table.Th>
				</Table.Tr>
			</Table.Thead>
			<Table.Tbody>
				{of.map(([field, { from, to }]) => (
					<Table.Tr key={field}>
						<Table.Th scope="row" fw={500}>
							{field}
						</Table.Th>
						<Table.Td>
							<Value of={from} />
						</Table.Td>
						<Table.Td>
							<Value of={to} />
						</Table.Td>
					</Table.Tr>
				))}
			</Table.Tbody>
		</Table>
	</Table.ScrollContainer>
);

const Value = ({ of }: { of: unknown }) =>
	of === null || of === undefined || of === "" ? (
		<Text component="span" size="sm" c="dimmed">
			nothing
		</Text>
	) : (
		<Code style={{ overflowWrap: "anywhere", whiteSpace: "pre-wrap" }}>{typeof of === "string" ? of : JSON.stringify(of)}</Code>
	);
