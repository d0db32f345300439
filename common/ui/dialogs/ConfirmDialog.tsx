import { Button, Group, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { FormError } from "../fields/FormError.tsx";
import { useWords } from "../words/useWords.tsx";
import { Dialog } from "./Dialog.tsx";

interface ConfirmDialogProps {
	readonly opened: boolean;
	/** The question, such as `Delete this group?` */
	readonly title: string;
	/** What happens then. */
	readonly children: ReactNode;
	/** The button that does it, such as `Delete`. */
	readonly confirm: string;
	/** It cannot be undone, or people lose something by it. */
	readonly danger?: boolean;
	readonly running?: boolean;
	readonly error?: Error | null;
	readonly onConfirm: () => void;
	readonly onClose: () => void;
}

/** Asks before something happens. The button that changes nothing has the focus. */
export const ConfirmDialog = (props: ConfirmDialogProps) => {
	const { say } = useWords();
	return (
		<Dialog opened={props.opened} onClose={props.onClose} title={props.title}>
			<Stack gap="md">
				<Text size="sm" component="div">
					{props.children}
				</Text>
				<FormError error={props.error ?? null} />
				<Group justify="flex-end" gap="xs">
					<Button variant="default" onClick={props.onClose} data-autofocus>
						{say("Cancel")}
					</Button>
					<Button {...(props.danger && { color: "red" })} loading={props.running ?? false} onClick={props.onConfirm}>
						{props.confirm}
					</Button>
				</Group>
			</Stack>
		</Dialog>
	);
};
