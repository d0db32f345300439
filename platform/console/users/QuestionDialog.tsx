import { useAction } from "#common/ui/api/useAction.ts";
import { ConfirmDialog } from "#common/ui/dialogs/ConfirmDialog.tsx";
import type { Question } from "./actions.ts";

interface QuestionDialogProps {
	readonly question: Question;
	readonly onClose: () => void;
	readonly onDone: (temporaryPassword: string | undefined) => void;
}

/** Asks, does it, and hands on the temporary password where one was made. */
export const QuestionDialog = ({ question, onClose, onDone }: QuestionDialogProps) => {
	const { title, text, confirm, danger, done, act } = question;
	const action = useAction({ act, done, onDone: ({ temporaryPassword }) => onDone(temporaryPassword) });
	return (
		<ConfirmDialog
			opened
			title={title}
			confirm={confirm}
			danger={danger}
			running={action.running}
			error={action.error}
			onConfirm={action.run}
			onClose={onClose}
		>
			{text}
		</ConfirmDialog>
	);
};
