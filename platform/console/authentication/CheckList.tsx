import { Divider, Group, Stack, Text } from "@mantine/core";
import { Card } from "#common/ui/page/Card.tsx";
import type { Check } from "../api.ts";
import { Compared } from "./Compared.tsx";
import { Verdict } from "./Verdict.tsx";

/** What the validation did, in the order in which it did it. */
export const CheckList = ({ checks }: { checks: readonly Check[] }) => (
	<Card title="Checks">
		<Stack component="ol" gap="md" p={0} m={0} style={{ listStyle: "none" }}>
			{checks.map((check, at) => (
				<li key={check.id}>
					{at > 0 && <Divider mb="md" />}
					<Stack gap={6}>
						<Group justify="space-between" gap="xs" wrap="nowrap" align="flex-start">
							<Text fw={600}>{check.title}</Text>
							<Verdict of={check.verdict} />
						</Group>
						<Text size="sm">{check.message}</Text>
						<Compared expected={check.expected} actual={check.actual} />
					</Stack>
				</li>
			))}
		</Stack>
	</Card>
);
