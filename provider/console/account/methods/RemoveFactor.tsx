import { Button } from "@mantine/core";
import { useState } from "react";
import { call } from "#common/ui/api/call.ts";
import { useAction } from "#common/ui/api/useAction.ts";
import { ConfirmDialog } from "#common/ui/dialogs/ConfirmDialog.tsx";
import { useWords } from "#common/ui/words/useWords.tsx";

interface RemoveFactorProps {
	/** Its address in the API. */
	readonly at: string;
	/** What it is called, in the person's language. */
	readonly name: string;
}

/** Takes a method away, after asking. */
export const RemoveFactor = ({ at, name }: RemoveFactorProps) => {
	const { say } = useWords();
	const [asking, ask] = useState(false);
	const remove = useAction({
		act: () => call("DELETE", at),
		done: say("{name} has been removed.", { name }),
		onDone: () => ask(false),
	});
	const open = () => {
		remove.reset();
		ask(true);
	};
	return (
		<>
			<Button size="xs" variant="default" onClick={open} aria-label={say("Remove {name}", { name })}>
				{say("Remove")}
			</Button>
			{asking && (
				<ConfirmDialog
					opened
					title={say("Remove {name}?", { name })}
					confirm={say("Remove")}
					danger
					running={remove.running}
					error={remove.error}
					onConfirm={remove.run}
					onClose={() => ask(false)}
				>
					{say("You cannot sign in with it any more. You are told by mail.")}
				</ConfirmDialog>
			)}
		</>
	);
};
