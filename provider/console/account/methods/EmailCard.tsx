import { Button, Text } from "@mantine/core";
import { useState } from "react";
import { call } from "#common/ui/api/call.ts";
import { useAction } from "#common/ui/api/useAction.ts";
import { FormDialog } from "#common/ui/dialogs/FormDialog.tsx";
import { FormError } from "#common/ui/fields/FormError.tsx";
import { useWords } from "#common/ui/words/useWords.tsx";
import { useMe } from "../../frame/useMe.ts";
import { CodeInput } from "./CodeInput.tsx";
import { FACTORS, type OwnFactor } from "./factors.ts";
import { MethodCard } from "./MethodCard.tsx";

/** Codes that are mailed. */
export const EmailCard = ({ held }: { readonly held: OwnFactor | undefined }) => {
	const { say } = useWords();
	const email = useMe().data?.email ?? "";
	const [pending, setPending] = useState<OwnFactor>();
	const begin = useAction({
		act: () => call<OwnFactor>("POST", FACTORS, { factorType: "email", provider: "OKTA", profile: { email } }),
		onDone: setPending,
		errors: "notify",
	});
	return (
		<MethodCard
			name={say("Code by email")}
			description={say("A code is sent to {email} when you sign in.", { email })}
			held={held}
			detail={email}
		>
			<Button variant="default" loading={begin.running} onClick={() => begin.run()} aria-label={say("Set up codes by email")}>
				{say("Set up")}
			</Button>
			{pending && <SetUp pending={pending} email={email} onClose={() => setPending(undefined)} />}
		</MethodCard>
	);
};

interface SetUpProps {
	readonly pending: OwnFactor;
	readonly email: string;
	readonly onClose: () => void;
}

const SetUp = ({ pending, email, onClose }: SetUpProps) => {
	const { say } = useWords();
	const [code, setCode] = useState("");
	const activate = useAction({
		act: () => call("POST", `${FACTORS}/${pending.id}/lifecycle/activate`, { passCode: code.trim() }),
		done: say("Codes by email are set up."),
		onDone: onClose,
	});
	return (
		<FormDialog
			opened
			title={say("Set up codes by email")}
			submit={say("Finish")}
			running={activate.running}
			disabled={code.trim() === ""}
			onSubmit={activate.run}
			onClose={onClose}
		>
			<Text size="sm">{say("A code is on its way to {email}. It works for a few minutes.", { email })}</Text>
			<FormError error={activate.error} />
			<CodeInput value={code} onChange={setCode} />
		</FormDialog>
	);
};
