import { Group, Text } from "@mantine/core";
import { IconCircleCheck } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { Moment } from "#common/ui/page/Moment.tsx";
import type { Configuration, Preferences } from "../api.ts";
import { type Attempt, preferencesOf, proveTheSame } from "./preferences.ts";
import type { Test } from "./useTest.ts";

interface ProofNoteProps {
	readonly saved: Configuration;
	readonly draft: Preferences;
	readonly attempt: Attempt | undefined;
	readonly test: Test | undefined;
}

/** That exactly these values were seen working, and when; nothing for values that were not. */
export const ProofNote = ({ saved, draft, attempt, test }: ProofNoteProps) => {
	const outcome = test?.found?.state === "passed" && proveTheSame(test.of, draft) ? test.found.outcome : undefined;
	if (outcome) {
		return (
			<Note>
				Exactly these values passed a test sign-in <Moment at={outcome.at} />.
			</Note>
		);
	}
	const checked = attempt?.sent && proveTheSame(attempt.sent, draft) ? attempt.proof : undefined;
	const proof = checked ?? (proveTheSame(preferencesOf(saved), draft) ? saved.proof : null);
	if (proof === null) return null;
	return (
		<Note>
			{proof.by} {proof.how === "test" ? "passed a test sign-in" : "signed in"} on exactly these values <Moment at={proof.time} />
			.
		</Note>
	);
};

const Note = ({ children }: { children: ReactNode }) => (
	<Group gap={6} wrap="nowrap" align="flex-start" role="status">
		<IconCircleCheck size={18} color="var(--mantine-color-pine-7)" aria-hidden style={{ flex: "none", marginTop: 2 }} />
		<Text size="sm">{children}</Text>
	</Group>
);
