import { ActionIcon, Menu } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import { useState } from "react";
import { call } from "#common/ui/api/call.ts";
import { useAction } from "#common/ui/api/useAction.ts";
import { ConfirmDialog } from "#common/ui/dialogs/ConfirmDialog.tsx";
import { useMay } from "../frame/useMe.ts";
import { ReadDialog } from "./ReadDialog.tsx";
import { type Letter, OUTBOX } from "./types.ts";

interface LetterActionsProps {
	readonly letter: Letter;
	/** Whether a mail server takes letters. */
	readonly delivers: boolean;
}

/** What can be done with a letter, and by whom. */
export const LetterActions = ({ letter, delivers }: LetterActionsProps) => {
	const { id, subject, address, status, readable } = letter;
	const may = useMay();
	const [text, setText] = useState<string>();
	const [deleting, setDeleting] = useState(false);
	const at = `${OUTBOX}/${id}`;
	const read = useAction({
		act: () => call<{ text: string }>("POST", `${at}/read`),
		onDone: (answer) => setText(answer.text),
		errors: "notify",
	});
	const resend = useAction({
		act: () => call("POST", `${at}/resend`),
		done: `The letter to ${address} is tried again.`,
		errors: "notify",
	});
	const remove = useAction({
		act: () => call("DELETE", at),
		done: "The letter has been deleted.",
		onDone: () => setDeleting(false),
	});
	const canRead = readable && may("roles.manage");
	const canResend = readable && delivers && (status === "QUEUED" || status === "FAILED") && may("orgs.manage");
	const canDelete = may("orgs.manage");
	if (!canRead && !canResend && !canDelete) return null;
	return (
		<>
			<Menu position="bottom-end" width={180}>
				<Menu.Target>
					<ActionIcon variant="subtle" color="gray" aria-label={`Actions for ${subject} to ${address}`}>
						<IconDots size={18} aria-hidden />
					</ActionIcon>
				</Menu.Target>
				<Menu.Dropdown>
					{canRead && (
						<Menu.Item disabled={read.running} onClick={() => read.run()}>
							Read
						</Menu.Item>
					)}
					{canResend && (
						<Menu.Item disabled={resend.running} onClick={() => resend.run()}>
							Try again now
						</Menu.Item>
					)}
					{canDelete && (
						<Menu.Item color="red" onClick={() => setDeleting(true)}>
							Delete
						</Menu.Item>
					)}
				</Menu.Dropdown>
			</Menu>
			{text !== undefined && <ReadDialog letter={letter} text={text} onClose={() => setText(undefined)} />}
			<ConfirmDialog
				opened={deleting}
				title="Delete this letter?"
				confirm="Delete"
				danger
				running={remove.running}
				error={remove.error}
				onConfirm={remove.run}
				onClose={() => setDeleting(false)}
			>
				{status === "SENT" ? "That it was sent is forgotten." : `It does not reach ${address} then.`}
			</ConfirmDialog>
		</>
	);
};
