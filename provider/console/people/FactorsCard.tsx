import { Button, Group, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { call, callList } from "#common/ui/api/call.ts";
import { useAction } from "#common/ui/api/useAction.ts";
import { ConfirmDialog } from "#common/ui/dialogs/ConfirmDialog.tsx";
import { Card } from "#common/ui/page/Card.tsx";
import { Loaded } from "#common/ui/page/Loaded.tsx";
import { Moment } from "#common/ui/page/Moment.tsx";
import type { Factor, Person } from "../api.ts";
import { nameOf } from "./names.ts";

interface FactorsCardProps {
	readonly person: Person;
	/** Whether who looks may take factors away. */
	readonly may: boolean;
}

const NAMES: Readonly<Record<string, string>> = {
	question: "Security question",
	"token:software:totp": "Authenticator app",
	email: "Code by email",
	webauthn: "Passkey",
	"signet:recovery_codes": "Recovery codes",
};
const labelOf = ({ factorType, profile }: Factor): string => {
	const name = NAMES[factorType] ?? factorType;
	return profile?.["authenticatorName"] === undefined ? name : `${name}: ${profile["authenticatorName"]}`;
};

/** With what a person proves who they are, besides the password. */
export const FactorsCard = ({ person, may }: FactorsCardProps) => {
	const at = `/api/v1/users/${person.id}/factors`;
	const factors = useQuery({ queryKey: ["person-factors", person.id], queryFn: () => callList<Factor>(at) });
	const [asked, ask] = useState<Factor>();
	const remove = useAction({
		act: ({ id }: Factor) => call("DELETE", `${at}/${id}`),
		done: (_answer, factor) => `${labelOf(factor)} has been removed.`,
		onDone: () => ask(undefined),
	});
	return (
		<Card title="Factors">
			<Loaded query={factors}>
				{({ items }) =>
					items.length === 0 ? (
						<Text c="dimmed">None besides the password.</Text>
					) : (
						<Stack gap="sm" component="ul" m={0} p={0} style={{ listStyle: "none" }}>
							{items.map((factor) => (
								<Group key={factor.id} component="li" justify="space-between" gap="sm" wrap="nowrap">
									<Stack gap={0} miw={0}>
										<Text>{labelOf(factor)}</Text>
										<Text size="sm" c="dimmed">
											{factor.status === "ACTIVE" ? "In use since " : "Not confirmed yet, begun "}
											<Moment at={factor.created} />
										</Text>
									</Stack>
									{may && (
										<Button
											size="xs"
											variant="default"
											flex="none"
											aria-label={`Remove ${labelOf(factor)}`}
											onClick={() => {
												remove.reset();
												ask(factor);
											}}
										>
											Remove
										</Button>
									)}
								</Group>
							))}
						</Stack>
					)
				}
			</Loaded>
			<ConfirmDialog
				opened={asked !== undefined}
				title="Remove this factor?"
				confirm="Remove"
				danger
				running={remove.running}
				error={remove.error}
				onConfirm={() => asked && remove.run(asked)}
				onClose={() => ask(undefined)}
			>
				{nameOf(person)} can no longer prove by it who they are, and can set it up anew.
			</ConfirmDialog>
		</Card>
	);
};
