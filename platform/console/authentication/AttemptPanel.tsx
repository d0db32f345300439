import { Alert, Group, Loader, Paper, Stack, Text } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck } from "@tabler/icons-react";
import { SignInAgain } from "#common/ui/fields/FormError.tsx";
import type { Preferences } from "../api.ts";
import { CheckList } from "./CheckList.tsx";
import type { Attempt } from "./preferences.ts";

interface AttemptPanelProps {
	readonly attempt: Attempt | undefined;
	readonly underWay: Preferences | undefined;
}

/** What came of saving or checking; read out to those who cannot see it. */
export const AttemptPanel = ({ attempt, underWay }: AttemptPanelProps) => (
	<Stack gap="lg" aria-live="polite">
		{underWay?.method === "openid-connect" && <UnderWay />}
		{attempt && <Outcome attempt={attempt} />}
		{attempt && attempt.checks.length > 0 && <CheckList checks={attempt.checks} />}
	</Stack>
);

/** Brings into view what a person who pressed a button further down would not see; clear of the top bar. */
const intoView = (node: HTMLElement | null): void => node?.scrollIntoView({ block: "nearest" });
const clear = { scrollMarginBlock: 80 } as const;

const UnderWay = () => (
	<Paper withBorder p={{ base: "md", sm: "lg" }} ref={intoView} style={clear}>
		<Group wrap="nowrap" align="flex-start">
			<Loader size="sm" aria-hidden />
			<div>
				<Text fw={600}>Asking the identity provider</Text>
				<Text size="sm" c="dimmed">
					Its address, discovery document, keys and clock; then the client ID, the secret and the redirect URI. Its log may show
					one failed token request: that is this check.
				</Text>
			</div>
		</Group>
	</Paper>
);

const Outcome = ({ attempt: { outcome, error, troubles } }: { attempt: Attempt }) => {
	const good = outcome === "saved" || outcome === "passed";
	const { title, text } = outcomes[outcome];
	return (
		<Alert
			ref={intoView}
			style={clear}
			color={good ? "pine" : "red"}
			icon={good ? <IconCircleCheck aria-hidden /> : <IconAlertTriangle aria-hidden />}
			title={title}
			role={good ? "status" : "alert"}
		>
			{error && (
				<>
					<Text size="sm">{troubles.length > 0 ? "What cannot be stands beside its field." : error.message}</Text>
					<SignInAgain error={error} />
				</>
			)}
			<Text size="sm">{text}</Text>
		</Alert>
	);
};

const outcomes = {
	saved: { title: "Saved", text: "These preferences are in force from now on." },
	passed: { title: "Nothing was refused", text: "These preferences could be saved. Nothing has been saved yet." },
	refused: {
		title: "Not saved: at least one check was refused",
		text: "The old settings go on working. What does not hold stands beside its field.",
	},
	failed: { title: "Not saved", text: "The old settings go on working." },
} as const;
