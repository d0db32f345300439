import { Code, Table } from "@mantine/core";
import { Card } from "#common/ui/page/Card.tsx";

type Claims = Readonly<Record<string, unknown>>;

interface ClaimsTableProps {
	readonly idToken: Claims;
	/** Null where it was not asked. */
	readonly userinfo: Claims | null;
}

/** The claims of ID token and userinfo, side by side. */
export const ClaimsTable = ({ idToken, userinfo }: ClaimsTableProps) => {
	const names = [...new Set([...Object.keys(idToken), ...Object.keys(userinfo ?? {})])].sort();
	return (
		<Card
			title="What the provider said"
			description={userinfo ? undefined : "Userinfo was not asked: the ID token had all that is needed, or it is switched off."}
		>
			<Table.ScrollContainer minWidth={360} type="native" tabIndex={0} role="region" aria-label="Claims">
				<Table verticalSpacing={6} fz="sm">
					<Table.Thead>
						<Table.Tr>
							<Table.Th>Claim</Table.Th>
							<Table.Th>ID token</Table.Th>
							{userinfo && <Table.Th>Userinfo</Table.Th>}
						</Table.Tr>
					</Table.Thead>
					<Table.Tbody>
						{names.map((name) => (
							<Table.Tr key={name}>
								<Table.Th scope="row" fw={500}>
									{name}
								</Table.Th>
								<Table.Td>
									<Value of={idToken[name]} />
								</Table.Td>
								{userinfo && (
									<Table.Td>
										<Value of={userinfo[name]} />
									</Table.Td>
								)}
							</Table.Tr>
						))}
					</Table.Tbody>
				</Table>
			</Table.ScrollContainer>
		</Card>
	);
};

const Value = ({ of }: { of: unknown }) =>
	of === undefined ? null : <Code style={{ overflowWrap: "anywhere" }}>{typeof of === "string" ? of : JSON.stringify(of)}</Code>;
