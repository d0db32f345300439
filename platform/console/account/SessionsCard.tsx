import { Badge, Button, Divider, Group, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useAction } from "#common/ui/api/useAction.ts";
import { Card } from "#common/ui/page/Card.tsx";
import { Loaded } from "#common/ui/page/Loaded.tsx";
import { Moment } from "#common/ui/page/Moment.tsx";
import type { SeenSession } from "../api.ts";
import { endOtherSessions, endSession, sessionsQuery } from "../calls.ts";
import { authTypeNames } from "../roles.ts";

/** Where one is signed in, and the way out of each. */
export const SessionsCard = () => {
	const sessions = useQuery(sessionsQuery);
	const endOthers = useAction({ act: endOtherSessions, done: "The other sessions have ended.", errors: "notify" });
	const others = (sessions.data?.items ?? []).some(({ current }) => !current);
	return (
		<Card title="Sessions" description="Where you are signed in. End what you do not know.">
			<Loaded query={sessions}>
				{({ items }) => (
					<Stack component="ul" gap="sm" p={0} m={0} style={{ listStyle: "none" }}>
						{items.map((session, at) => (
							<li key={session.id}>
								{at > 0 && <Divider mb="sm" />}
								<Row of={session} />
							</li>
						))}
					</Stack>
				)}
			</Loaded>
			{others && (
				<Group>
					<Button variant="default" loading={endOthers.running} onClick={() => endOthers.run()}>
						End all others
					</Button>
				</Group>
			)}
		</Card>
	);
};

const Row = ({ of }: { of: SeenSession }) => {
	const end = useAction({ act: endSession, done: "The session has ended.", errors: "notify" });
	return (
		<Group justify="space-between" wrap="nowrap" align="flex-start">
			<div style={{ minWidth: 0 }}>
				<Group gap={6}>
					<Text fw={600} size="sm">
						{browserOf(of.userAgent)}
					</Text>
					{of.current && <Badge variant="light">This one</Badge>}
				</Group>
				<Text size="sm" c="dimmed">
					{of.address}, {authTypeNames[of.method]}, last used <Moment at={of.lastUsed} />, ends <Moment at={of.expires} />
				</Text>
			</div>
			{!of.current && (
				<Button
					size="compact-md"
					variant="default"
					loading={end.running}
					onClick={() => end.run(of.id)}
					aria-label={`End the session of ${browserOf(of.userAgent)} at ${of.address}`}
					style={{ flex: "none" }}
				>
					End
				</Button>
			)}
		</Group>
	);
};

const BROWSERS: readonly (readonly [RegExp, string])[] = [
	[/Edg\//, "Edge"],
	[/Firefox\//, "Firefox"],
	[/Chrom(e|ium)\//, "Chrome"],
	[/Safari\//, "Safari"],
	[/^curl\//, "curl"],
];
const SYSTEMS: readonly (readonly [RegExp, string])[] = [
	[/Android/, "Android"],
	[/iPhone|iPad/, "iOS"],
	[/Windows/, "Windows"],
	[/Mac OS X/, "macOS"],
	[/Linux/, "Linux"],
];

/** What a person calls their browser, as far as the browser says. */
const browserOf = (userAgent: string): string => {
	const find = (known: readonly (readonly [RegExp, string])[]) => known.find(([pattern]) => pattern.test(userAgent))?.[1];
	const [browser, system] = [find(BROWSERS), find(SYSTEMS)];
	return [browser ?? "Another program", system].filter(Boolean).join(" on ");
};
