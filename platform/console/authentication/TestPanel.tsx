import { Alert, Anchor, Button, Group, Loader, Paper, Stack, Text } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck } from "@tabler/icons-react";
import { CopyField } from "#common/ui/fields/CopyField.tsx";
import { SignInAgain } from "#common/ui/fields/FormError.tsx";
import { TextLink } from "#common/ui/links.tsx";
import { Card } from "#common/ui/page/Card.tsx";
import type { Advice, TestOutcome } from "../api.ts";
import { AccountResult } from "./AccountResult.tsx";
import { ClaimsTable } from "./ClaimsTable.tsx";
import { TokensResult } from "./TokensResult.tsx";
import type { Test } from "./useTest.ts";

interface TestPanelProps {
	readonly test: Test;
	readonly busy: boolean;
	/** Begins another. */
	again(): void;
}

/** What a *Test sign-in* came to, or that it is under way. */
export const TestPanel = ({ test: { address, found, stopped }, busy, again }: TestPanelProps) => {
	const outcome = found?.outcome;
	return (
		<Stack gap="lg" aria-live="polite">
			{outcome && <Ended passed={found?.state === "passed"} outcome={outcome} />}
			{!outcome && !stopped && <UnderWay address={address} />}
			{!outcome && stopped && <Stopped why={stopped} busy={busy} again={again} />}
		</Stack>
	);
};

const UnderWay = ({ address }: { address: string }) => (
	<Paper withBorder p={{ base: "md", sm: "lg" }}>
		<Group wrap="nowrap" align="flex-start">
			<Loader size="sm" aria-hidden />
			<div>
				<Text fw={600}>Sign in in the second window</Text>
				<Text size="sm" c="dimmed">
					What the provider answers is shown here. Nothing is saved, and nobody is signed in by it.
				</Text>
				<Anchor size="sm" href={address} target="signet-test">
					Open the second window
				</Anchor>
			</div>
		</Group>
	</Paper>
);

const Stopped = ({ why, busy, again }: { why: Error | "late"; busy: boolean; again(): void }) => (
	<Alert color="red" role="alert" icon={<IconAlertTriangle aria-hidden />} title="Nothing came of the test sign-in">
		<Stack gap="sm" align="flex-start">
			<Text size="sm">{why === "late" ? "Nothing was heard of it for 15 minutes." : `It cannot be read: ${why.message}`}</Text>
			{why !== "late" && <SignInAgain error={why} />}
			<Button size="compact-md" variant="default" loading={busy} onClick={again}>
				Begin another test
			</Button>
		</Stack>
	</Alert>
);

const Ended = ({ passed, outcome }: { passed: boolean; outcome: TestOutcome }) => {
	const { fault, account, idToken } = outcome;
	const message = fault?.message ?? account?.refusal?.message;
	const advice = fault?.advice ?? account?.refusal?.advice;
	return (
		<>
			<Alert
				color={passed ? "pine" : "red"}
				icon={passed ? <IconCircleCheck aria-hidden /> : <IconAlertTriangle aria-hidden />}
				title={passed ? "The test sign-in passed" : "The test sign-in did not pass"}
				role={passed ? "status" : "alert"}
			>
				<Text size="sm">{message ?? "A sign-in works on these values. They are not saved yet."}</Text>
				{fault && <InAudit requestId={fault.requestId} />}
			</Alert>
			{advice && <WhatToChange advice={advice} />}
			{account && <AccountResult account={account} />}
			{idToken && <ClaimsTable idToken={idToken} userinfo={outcome.userinfo} />}
			{outcome.tokens && outcome.support && <TokensResult tokens={outcome.tokens} support={outcome.support} />}
		</>
	);
};

/** In a tab of its own: what is typed in the form stays. */
const InAudit = ({ requestId }: { requestId: string }) => (
	<Text size="sm" mt={4} style={{ overflowWrap: "anywhere" }}>
		In the audit log:{" "}
		<TextLink to="/manage/audit" search={{ q: requestId } as never} target="_blank" inherit underline="always">
			{requestId}
		</TextLink>
	</Text>
);

const sides: Record<Advice["side"], string> = {
	platform: "Here, on this platform",
	provider: "At the provider: send this to its administrator",
	person: "By the person who signs in",
};

const WhatToChange = ({ advice: { side, sentence } }: { advice: Advice }) => (
	<Card title="What to change" description={sides[side]}>
		<Text size="sm">{sentence}</Text>
		<CopyField label="As a sentence to send on" value={sentence} />
	</Card>
);
