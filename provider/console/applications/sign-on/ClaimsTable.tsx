import { Code, Table, Title } from "@mantine/core";
import type { IdTokenSettings } from "../../api.ts";

/** Which claims there are, which scope asks for each, and where its value is from. */
export const ClaimsTable = ({ claims }: Pick<IdTokenSettings, "claims">) => (
	<section>
		<Title order={3} mb="xs" id="claims">
			Claims
		</Title>

		<Table aria-labelledby="claims">
			<Table.Thead>
				<Table.Tr>
					<Table.Th scope="col">Claim</Table.Th>
					<Table.Th scope="col" visibleFrom="xs">
						Scope
					</Table.Th>
					<Table.Th scope="col">Value</Table.Th>
				</Table.Tr>
			</Table.Thead>
			<Table.Tbody>
				{claims.map(({ name, scope, source }) => (
					<Table.Tr key={name}>
						<Table.Td>
							<Code>{name}</Code>
						</Table.Td>
						<Table.Td visibleFrom="xs">{scope}</Table.Td>
						<Table.Td style={{ overflowWrap: "anywhere" }}>{source}</Table.Td>
					</Table.Tr>
				))}
			</Table.Tbody>
		</Table>
	</section>
);
