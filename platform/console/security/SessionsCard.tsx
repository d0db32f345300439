import { SimpleGrid, Stack, Title } from "@mantine/core";
import { fieldError } from "#common/ui/fields/fieldErrors.ts";
import { Card } from "#common/ui/page/Card.tsx";
import { DurationField } from "./DurationField.tsx";
import type { PartProps } from "./SecurityPage.tsx";
import type { Lifetimes } from "./security.ts";

const kinds = [
	{ kind: "builtIn", title: "Signed in with a password", short: "Built-In" },
	{ kind: "openidConnect", title: "Signed in at the identity provider", short: "OpenID Connect" },
] as const;

/** How long people stay signed in. */
export const SessionsCard = ({ draft: { sessions }, change, disabled, error }: PartProps) => (
	<Card
		title="Sessions"
		description="How long people stay signed in. A limit that is shortened holds for sessions under way too."
	>
		<SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
			{kinds.map(({ kind, title, short }) => {
				const set = (part: Partial<Lifetimes>) => change({ sessions: { ...sessions, [kind]: { ...sessions[kind], ...part } } });
				return (
					<Stack key={kind} gap="sm">
						<Title order={3} size="h5">
							{title}
						</Title>
						<DurationField
							label={`Longest session (${short})`}
							description="From the sign-in, however busy it is."
							value={sessions[kind].absoluteMinutes}
							disabled={disabled}
							error={fieldError(error, `sessions.${kind}.absoluteMinutes`)}
							onChange={(minutes) => minutes !== null && set({ absoluteMinutes: minutes })}
						/>
						<DurationField
							label={`Longest pause (${short})`}
							description="Without a request. Leave it empty for no such limit."
							value={sessions[kind].idleMinutes}
							optional
							disabled={disabled}
							error={fieldError(error, `sessions.${kind}.idleMinutes`)}
							onChange={(idleMinutes) => set({ idleMinutes })}
						/>
					</Stack>
				);
			})}
		</SimpleGrid>
	</Card>
);
