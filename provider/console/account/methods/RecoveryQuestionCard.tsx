import { Button, PasswordInput, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { call } from "#common/ui/api/call.ts";
import { useAction } from "#common/ui/api/useAction.ts";
import { FormDialog } from "#common/ui/dialogs/FormDialog.tsx";
import { FormError } from "#common/ui/fields/FormError.tsx";
import { fieldError } from "#common/ui/fields/fieldErrors.ts";
import { Card } from "#common/ui/page/Card.tsx";
import { useWords } from "#common/ui/words/useWords.tsx";
import { useAccount } from "../account.ts";

/** The question that is asked when a password was forgotten. */
export const RecoveryQuestionCard = () => {
	const { say } = useWords();
	const account = useAccount().data;
	const [changing, change] = useState(false);
	if (!account?.password.set) return null;
	const question = account.recoveryQuestion;
	const title = question === null ? say("Set up the recovery question") : say("Change the recovery question");
	return (
		<Card
			title={say("Recovery question")}
			description={say("Is asked before you choose a new password, should you forget yours.")}
			actions={
				<Button variant="default" onClick={() => change(true)} aria-label={title}>
					{question === null ? say("Set up") : say("Change")}
				</Button>
			}
		>
			<Text size="sm">{question ?? say("Not set up.")}</Text>
			{changing && <ChangeDialog title={title} onClose={() => change(false)} />}
		</Card>
	);
};

const EMPTY = { password: "", question: "", answer: "" };

const ChangeDialog = ({ title, onClose }: { readonly title: string; readonly onClose: () => void }) => {
	const { say, translate } = useWords();
	const [draft, setDraft] = useState(EMPTY);
	const { password, question, answer } = draft;
	const save = useAction({
		act: () =>
			call("POST", "/api/v1/users/me/credentials/change_recovery_question", {
				password: { value: password },
				recovery_question: { question, answer },
			}),
		done: say("The recovery question has been saved."),
		onDone: onClose,
	});
	const field = (name: keyof typeof EMPTY) => {
		const problem = fieldError(save.error, name);
		return {
			value: draft[name],
			error: problem && translate(problem),
			onChange: (event: { currentTarget: { value: string } }) => setDraft({ ...draft, [name]: event.currentTarget.value }),
		};
	};
	return (
		<FormDialog
			opened
			title={title}
			submit={say("Save")}
			running={save.running}
			disabled={Object.values(draft).some((text) => text.trim() === "")}
			onSubmit={save.run}
			onClose={onClose}
		>
			<FormError error={save.error} fields={Object.keys(EMPTY)} />
			<TextInput label={say("Question")} maxLength={100} autoComplete="off" data-autofocus {...field("question")} />
			<TextInput label={say("Answer")} maxLength={100} autoComplete="off" {...field("answer")} />
			<PasswordInput
				label={say("Your password")}
				autoComplete="current-password"
				maxLength={1000}
				visibilityToggleButtonProps={{ "aria-label": say("Show the password") }}
				{...field("password")}
			/>
		</FormDialog>
	);
};
