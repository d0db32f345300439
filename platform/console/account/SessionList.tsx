import { Badge, Button, Divider, Group, Stack, Text } from "@mantine/core";
import { useAction } from "#common/ui/api/useAction.ts";
import { Moment } from "#common/ui/page/Moment.tsx";
import type { SeenSession } from "../api.ts";
import { authTypeNames } from "../roles.ts";

interface SessionListProps {
	readonly items: readonly SeenSession[];
	/** Ends the one with this id; absent where the reader may not. */
	readonly end: ((id: string) => Promise<unknown>) | undefined;
}

/** Sessions of one person, each with its way out where the reader may; the reader's own ends by signing out. */
export const SessionList = ({ items, end }: SessionListProps) => (
	<Stack component="ul" gap="sm" p={0} m={0} style={{ listStyle: "none" }}>
		{items.map((session, at) => (
			<li key={session.id}>
				{at > 0 && <Divider mb="sm" />}
				<Row of={session} end={end} />
			</li>
		))}
	</Stack>
);

const Row = ({ of, end }: { readonly of: SeenSession; readonly end: SessionListProps["end"] }) => (
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
		{end && !of.current && <EndButton of={of} act={end} />}
	</Group>
);

const EndButton = ({ of, act }: { readonly of: SeenSession; readonly act: (id: string) => Promise<unknown> }) => {
	const end = useAction({ act, done: "The session has ended.", errors: "notify" });
	return (
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
