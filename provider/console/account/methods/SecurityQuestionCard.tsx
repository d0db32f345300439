import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { call, callList } from "#common/ui/api/call.ts";
import { useAction } from "#common/ui/api/useAction.ts";
import { FormDialog } from "#common/ui/dialogs/FormDialog.tsx";
import { FormError } from "#common/ui/fields/FormError.tsx";
import { fieldError } from "#common/ui/fields/fieldErrors.ts";
import { useWords } from "#common/ui/words/useWords.tsx";
import { FACTORS, type OwnFactor } from "./factors.ts";
import { MethodCard } from "./MethodCard.tsx";

interface Question {
	readonly question: string;
	readonly questionText: string;
}

/** A question that is asked at the sign-in. */
export const SecurityQuestionCard = ({ held }: { readonly held: OwnFactor | undefined }) => {
	const { say, translate } = useWords();
	const [adding, add] = useState(false);
	const text = held?.profile?.["questionText"];
	return (
		<MethodCard
			name={say("Security question")}
			description={say("A question that is asked after your password. The weakest method: others may know the answer.")}
			held={held}
			detail={typeof text === "string" ? translate(text) : undefined}
		>
			<Button variant="default" onClick={() => add(true)} aria-label={say("Set up the security question")}>
				{say("Set up")}
			</Button>
			{adding && <SetUp onClose={() => add(false)} />}
		</MethodCard>
	);
};

const SetUp = ({ onClose }: { readonly onClose: () => void }) => {
	const { say, translate } = useWords();
	const [question, setQuestion] = useState("");
	const [answer, setAnswer] = useState("");
	const questions = useQuery({ queryKey: ["questions"], queryFn: () => callList<Question>(`${FACTORS}/questions`) });
	const chosen = question || (questions.data?.items[0]?.question ?? "");
	const save = useAction({
		act: () => call("POST", FACTORS, { factorType: "question", provider: "OKTA", profile: { question: chosen, answer } }),
		done: say("The security question is set up."),
		onDone: onClose,
	});
	const problem = fieldError(save.error, "answer");
	return (
		<FormDialog
			opened
			title={say("Set up the security question")}
			submit={say("Save")}
			running={save.running}
			disabled={answer.trim() === "" || chosen === ""}
			onSubmit={save.run}
			onClose={onClose}
		>
			<FormError error={save.error} fields={["answer"]} />
			<NativeSelect
				label={say("Question")}
				value={chosen}
				data={(questions.data?.items ?? []).map((one) => ({ value: one.question, label: translate(one.questionText) }))}
				onChange={({ currentTarget }) => setQuestion(currentTarget.value)}
				data-autofocus
			/>
			<TextInput
				label={say("Answer")}
				autoComplete="off"
				maxLength={100}
				value={answer}
				onChange={({ currentTarget }) => setAnswer(currentTarget.value)}
				error={problem && translate(problem)}
			/>
		</FormDialog>
	);
};
