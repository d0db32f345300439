import { Button, Divider, Group, Stack, Text } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useAction } from "#common/ui/api/useAction.ts";
import { ConfirmDialog } from "#common/ui/dialogs/ConfirmDialog.tsx";
import { Card } from "#common/ui/page/Card.tsx";
import { Loaded } from "#common/ui/page/Loaded.tsx";
import { Moment } from "#common/ui/page/Moment.tsx";
import type { ApiKey } from "../api.ts";
import { apiKeysQuery, deleteApiKey } from "../calls.ts";
import { NewApiKeyDialog, NewKeyDialog } from "./NewApiKeyDialog.tsx";

type Over =
	| { readonly what: "new" }
	| { readonly what: "shown"; readonly key: string }
	| { readonly what: "delete"; readonly of: ApiKey };

/** Keys with which one's own tools call the API. */
export const ApiKeysCard = () => {
	const [over, setOver] = useState<Over>();
	const keys = useQuery(apiKeysQuery);
	const close = () => setOver(undefined);
	const remove = useAction({ act: deleteApiKey, done: "The key works no more.", onDone: close });
	const ask = (of: ApiKey) => {
		remove.reset();
		setOver({ what: "delete", of });
	};
	return (
		<Card
			title="API keys"
			description="With a key, your own tools call the API as you."
			actions={
				<Button
					variant="default"
					leftSection={<IconPlus size={18} aria-hidden />}
					disabled={keys.data === undefined}
					onClick={() => setOver({ what: "new" })}
				>
					New Key
				</Button>
			}
		>
			<Loaded query={keys}>
				{({ items }) =>
					items.length === 0 ? (
						<Text size="sm">You have no API keys.</Text>
					) : (
						<Stack component="ul" gap="sm" p={0} m={0} style={{ listStyle: "none" }}>
							{items.map((key, at) => (
								<li key={key.id}>
									{at > 0 && <Divider mb="sm" />}
									<Row of={key} onDelete={() => ask(key)} />
								</li>
							))}
						</Stack>
					)
				}
			</Loaded>
			{over?.what === "new" && keys.data && (
				<NewApiKeyDialog maxDays={keys.data.maxDays} onClose={close} onCreated={({ key }) => setOver({ what: "shown", key })} />
			)}
			{over?.what === "shown" && <NewKeyDialog value={over.key} onClose={close} />}
			{over?.what === "delete" && (
				<ConfirmDialog
					opened
					title={`Delete the key ${over.of.name}?`}
					confirm="Delete"
					danger
					running={remove.running}
					error={remove.error}
					onConfirm={() => remove.run(over.of.id)}
					onClose={close}
				>
					Whatever uses it is refused from then on.
				</ConfirmDialog>
			)}
		</Card>
	);
};

const Row = ({ of, onDelete }: { of: ApiKey; onDelete(): void }) => (
	<Group justify="space-between" wrap="nowrap" align="flex-start">
		<div style={{ minWidth: 0 }}>
			<Text fw={600} size="sm" style={{ overflowWrap: "anywhere" }}>
				{of.name}
			</Text>
			<Text size="sm" c="dimmed">
				{Date.parse(of.expires) <= Date.now() ? "Expired " : "Expires "}
				<Moment at={of.expires} />
				{of.lastUsed ? (
					<>
						, last used <Moment at={of.lastUsed} /> from {of.lastAddress}
					</>
				) : (
					", never used"
				)}
			</Text>
		</div>
		<Button size="compact-md" variant="default" onClick={onDelete} aria-label={`Delete ${of.name}`} style={{ flex: "none" }}>
			Delete
		</Button>
	</Group>
);
