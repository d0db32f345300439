import { Alert, Group, List, Loader, Paper, Stack, Text } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck } from "@tabler/icons-react";
import { useEffect, useRef } from "react";
import { SignInAgain } from "#common/ui/fields/FormError.tsx";
import type { Preferences } from "../api.ts";
import { CheckList } from "./CheckList.tsx";
import { fieldNames } from "./fieldNames.ts";
import type { Attempt, Trouble } from "./preferences.ts";

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
const intoView = (node: HTMLElement | null): void => {
	node?.scrollIntoView({ block: "nearest" });
};
const clear = { scrollMarginBlock: 80 } as const;

const UnderWay = () => (
	<Paper withBorder p={{ base: "md", sm: "lg" }} ref={intoView} style={clear}>
		<Group wrap="nowrap" align="flex-start">
			<Loader size="sm" aria-hidden />
			<div>
				<Text fw={600}>Asking the identity provider</Text>
				<Text size="sm" c="dimmed">
					Its address, discovery document, keys and clock; then the client ID, the secret and the redirect URI. Its log may show
					two or three failed token requests, with a made-up code or a made-up secret: they are this check.
				</Text>
			</div>
		</Group>
	</Paper>
);

const Outcome = ({ attempt }: { attempt: Attempt }) => {
	const { outcome, error, troubles, sent } = attempt;
	const alert = useRef<HTMLDivElement>(null);
	// biome-ignore lint/correctness/useExhaustiveDependencies: each attempt is brought into view, though it looks like the last
	useEffect(() => intoView(alert.current), [attempt]);
	const good = outcome === "saved" || outcome === "passed";
	const { title, text } = outcomes[outcome];
	// The fields show under OpenID Connect alone.
	const hidden = sent?.method === "built-in" && troubles.length > 0;
	return (
		<Alert
			ref={alert}
			style={clear}
			color={good ? "pine" : "red"}
			icon={good ? <IconCircleCheck aria-hidden /> : <IconAlertTriangle aria-hidden />}
			title={title}
			role={good ? "status" : "alert"}
		>
			{error && (
				<>
					{troubles.length === 0 && <Text size="sm">{error.message}</Text>}
					{troubles.length > 0 && !hidden && <Text size="sm">What cannot be stands beside its field.</Text>}
					<SignInAgain error={error} />
				</>
			)}
			{hidden && <Hidden troubles={troubles} />}
			<Text size="sm">
				{text}
				{outcome === "refused" && sent && !hidden && " What does not hold stands beside its field."}
			</Text>
		</Alert>
	);
};

const Hidden = ({ troubles }: { troubles: readonly Trouble[] }) => (
	<>
		<Text size="sm">These fields show when the method is OpenID Connect:</Text>
		<List size="sm" spacing={4}>
			{troubles.map(({ field, message }) => (
				<List.Item key={field + message}>
					{fieldNames[field.split(".", 1)[0] ?? field] ?? field}: {message}
				</List.Item>
			))}
		</List>
	</>
);

const outcomes = {
	saved: { title: "Saved", text: "These preferences are in force from now on." },
	passed: { title: "Nothing was refused", text: "These preferences could be saved. Nothing has been saved yet." },
	refused: {
		title: "Not saved: at least one check was refused",
		text: "The old settings go on working.",
	},
	failed: { title: "Not saved", text: "The old settings go on working." },
} as const;
