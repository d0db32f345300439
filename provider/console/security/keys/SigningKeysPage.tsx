import { Badge, Button, Code, Stack } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconRotateClockwise2 } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { call } from "#common/ui/api/call.ts";
import { useList } from "#common/ui/api/useList.ts";
import { Card } from "#common/ui/page/Card.tsx";
import { EmptyState } from "#common/ui/page/EmptyState.tsx";
import { Facts } from "#common/ui/page/Facts.tsx";
import { Loaded } from "#common/ui/page/Loaded.tsx";
import { Moment } from "#common/ui/page/Moment.tsx";
import { PageHeader } from "#common/ui/page/PageHeader.tsx";
import { type Column, DataTable } from "#common/ui/table/DataTable.tsx";
import { May } from "../../frame/May.tsx";
import { PolicyForm } from "./PolicyForm.tsx";
import { ReadersCard } from "./ReadersCard.tsx";
import { RotateDialog } from "./RotateDialog.tsx";
import { CREDENTIALS, type KeyPolicy, type SigningKey } from "./types.ts";

const STAGES: Readonly<Record<SigningKey["status"], readonly [color: string, text: string]>> = {
	NEXT: ["yellow", "Next"],
	ACTIVE: ["pine", "Current"],
	EXPIRED: ["gray", "Previous"],
};

const Since = ({ of: { status, created, activated, retired } }: { readonly of: SigningKey }) => {
	if (status === "NEXT")
		return (
			<>
				Published <Moment at={created} />
			</>
		);
	if (status === "ACTIVE")
		return (
			<>
				Signs since <Moment at={activated} />
			</>
		);
	return (
		<>
			Signed until <Moment at={retired} />
		</>
	);
};

const COLUMNS: readonly Column<SigningKey>[] = [
	{ header: "Algorithm", width: 120, cell: ({ alg }) => alg },
	{ header: "Key ID", cell: ({ kid }) => <Code style={{ overflowWrap: "anywhere" }}>{kid}</Code> },
	{ header: "Since", cell: (key) => <Since of={key} /> },
	{
		header: "Stage",
		width: 120,
		cell: ({ status }) => (
			<Badge color={STAGES[status][0]} tt="none" miw="fit-content">
				{STAGES[status][1]}
			</Badge>
		),
	},
];

/** The keys that ID tokens are signed with, when they change, and which applications are ready for it. */
export const SigningKeysPage = () => {
	const [rotating, rotate] = useDisclosure(false);
	const keys = useList<SigningKey>(`${CREDENTIALS}/keys`);
	return (
		<>
			<PageHeader
				title="Signing keys"
				description="With these the organisation signs ID tokens. A key is published before it signs, and for a month after. Custom authorization servers have keys of their own, on the page API."
				actions={
					<May to="signingKeys.manage">
						<Button leftSection={<IconRotateClockwise2 size={18} aria-hidden />} onClick={rotate.open}>
							Rotate now
						</Button>
					</May>
				}
			/>
			<Stack gap="lg">
				<RotationCard />
				<Card title="Keys">
					<DataTable
						label="Keys"
						columns={COLUMNS}
						list={keys}
						rowKey={({ kid }) => kid}
						empty={<EmptyState title="No keys" />}
					/>
				</Card>
				<ReadersCard />
			</Stack>
			{rotating && <RotateDialog onClose={rotate.close} />}
		</>
	);
};

const RotationCard = () => {
	const [editing, edit] = useDisclosure(false);
	const policy = useQuery({ queryKey: ["key-policy"], queryFn: () => call<KeyPolicy>("GET", `${CREDENTIALS}/policy`) });
	return (
		<Card
			title="Rotation"
			actions={
				!editing && (
					<May to="signingKeys.manage">
						<Button variant="default" size="xs" aria-label="Edit rotation" onClick={edit.open}>
							Edit
						</Button>
					</May>
				)
			}
		>
			<Loaded query={policy}>
				{(found) =>
					editing ? (
						<PolicyForm policy={found} onClose={edit.close} />
					) : (
						<Facts
							of={[
								["Rotation", found.rotationMode === "AUTO" ? `By itself, every ${found.rotationDays} days` : "By hand"],
								["Next rotation", <Moment key="next" at={found.nextRotation} never="By hand" />],
								["Last rotation", <Moment key="last" at={found.lastRotated} />],
								["Published before it signs", `${found.publishedDays} days at least`],
								["Addresses are remembered", `${found.addressDays} days`],
							]}
						/>
					)
				}
			</Loaded>
		</Card>
	);
};
