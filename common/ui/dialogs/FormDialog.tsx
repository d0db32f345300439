import { Button, Group, Stack } from "@mantine/core";
import type { ReactNode } from "react";
import { useUnsaved } from "../page/unsaved.ts";
import { useWords } from "../words/useWords.tsx";
import { Dialog } from "./Dialog.tsx";

interface FormDialogProps {
	readonly opened: boolean;
	readonly title: string;
	/** The button that does it, such as `Create`. */
	readonly submit: string;
	readonly running?: boolean;
	readonly disabled?: boolean;
	readonly onSubmit: () => void;
	readonly onClose: () => void;
	readonly size?: string;
	readonly children: ReactNode;
}

/** A dialog with a form in it: Enter submits, Escape leaves. */
export const FormDialog = ({ opened, title, submit, running, disabled, onSubmit, onClose, size, children }: FormDialogProps) => {
	const { say } = useWords();
	useUnsaved(opened);
	return (
		<Dialog opened={opened} onClose={onClose} title={title} size={size ?? "md"}>
			<form
				noValidate
				onSubmit={(event) => {
					event.preventDefault();
					onSubmit();
				}}
			>
				<Stack gap="md">
					{children}
					<Group justify="flex-end" gap="xs">
						<Button variant="default" onClick={onClose}>
							{say("Cancel")}
						</Button>
						<Button type="submit" loading={running ?? false} disabled={disabled ?? false}>
							{submit}
						</Button>
					</Group>
				</Stack>
			</form>
		</Dialog>
	);
};
