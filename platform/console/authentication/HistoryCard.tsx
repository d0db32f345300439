import { Badge, Button, Divider, Group, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useAction } from "#common/ui/api/useAction.ts";
import { Card } from "#common/ui/page/Card.tsx";
import { Loaded } from "#common/ui/page/Loaded.tsx";
import { Moment } from "#common/ui/page/Moment.tsx";
import type { PastConfiguration } from "../api.ts";
import { bringBack, historyQuery } from "../calls.ts";
import { authTypeNames } from "../roles.ts";
import { fieldNames } from "./fieldNames.ts";

/** How many show at first. */
const FEW = 5;

interface HistoryCardProps {
	readonly mayChange: boolean;
	/** Shows why one could not be brought back; true where it did. */
	onRefused(error: Error): boolean;
}

/** Every configuration there was, each to be brought back with one click. */
export const HistoryCard = ({ mayChange, onRefused }: HistoryCardProps) => {
	const [all, setAll] = useState(false);
	return (
		<Card
			title="Earlier configurations"
			description="Every save is kept, with its secret. Bringing one back checks it like a save."
		>
			<Loaded query={useQuery(historyQuery)}>
				{({ items }) => (
					<>
						{items.length === 0 && <Text size="sm">Nothing was saved yet: people sign in with passwords.</Text>}
						<Stack component="ul" gap="sm" p={0} m={0} style={{ listStyle: "none" }}>
							{items.slice(0, all ? items.length : FEW).map((past, at) => (
								<li key={past.id}>
									{at > 0 && <Divider mb="sm" />}
									<Past of={past} mayChange={mayChange} onRefused={onRefused} />
								</li>
							))}
						</Stack>
						{items.length > FEW && (
							<Group>
								<Button variant="default" size="compact-md" onClick={() => setAll(!all)}>
									{all ? "Show fewer" : `Show all ${items.length}`}
								</Button>
							</Group>
						)}
					</>
				)}
			</Loaded>
		</Card>
	);
};

const Past = ({ of, mayChange, onRefused }: HistoryCardProps & { readonly of: PastConfiguration }) => {
	const same = of.differences.length === 0;
	const back = useAction({ act: bringBack, done: "These settings are in force again.", errors: "notify", onRefused });
	return (
		<Group justify="space-between" wrap="nowrap" align="flex-start">
			<div style={{ minWidth: 0 }}>
				<Group gap={6}>
					<Text fw={600} size="sm" style={{ overflowWrap: "anywhere" }}>
						{of.method === "built-in" ? authTypeNames["built-in"] : of.issuer}
					</Text>
					{of.live && <Badge variant="light">Live</Badge>}
					{(of.neverInForce || of.rolledBack) && (
						<Badge color="yellow" variant="light">
							{of.neverInForce ? "Never in force" : "Rolled back"}
						</Badge>
					)}
				</Group>
				<Text size="sm" c="dimmed">
					<Moment at={of.savedAt} />
					{of.savedBy && ` by ${of.savedBy}`}
				</Text>
				{!of.live && (
					<Text size="sm">
						{same ? "The same as now." : `Differs in ${of.differences.map((name) => fieldNames[name] ?? name).join(", ")}.`}
					</Text>
				)}
			</div>
			{mayChange && !of.live && !same && (
				<Button
					size="compact-md"
					variant="default"
					loading={back.running}
					onClick={() => back.run(of.id)}
					style={{ flex: "none" }}
				>
					Bring back
				</Button>
			)}
		</Group>
	);
};
