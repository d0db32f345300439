import { TextInput } from "@mantine/core";
import { useState } from "react";
import { call } from "#common/ui/api/call.ts";
import { useAction } from "#common/ui/api/useAction.ts";
import { FormDialog } from "#common/ui/dialogs/FormDialog.tsx";
import { FormError } from "#common/ui/fields/FormError.tsx";
import { fieldError } from "#common/ui/fields/fieldErrors.ts";
import { useWords } from "#common/ui/words/useWords.tsx";
import { FACTORS, type OwnFactor } from "./factors.ts";

interface RenameDialogProps {
	readonly of: OwnFactor;
	readonly name: string;
	readonly onClose: () => void;
}

/** Gives a passkey another name. */
export const RenameDialog = ({ of, name, onClose }: RenameDialogProps) => {
	const { say, translate } = useWords();
	const [wanted, setWanted] = useState(name);
	const rename = useAction({
		act: () => call("PUT", `${FACTORS}/${of.id}`, { profile: { authenticatorName: wanted } }),
		done: say("The passkey has been renamed."),
		onDone: onClose,
	});
	const problem = fieldError(rename.error, "name");
	return (
		<FormDialog
			opened
			title={say("Rename {name}", { name })}
			submit={say("Save")}
			running={rename.running}
			disabled={wanted.trim() === ""}
			onSubmit={rename.run}
			onClose={onClose}
		>
			<FormError error={rename.error} fields={["name"]} />
			<TextInput
				label={say("Name")}
				maxLength={100}
				value={wanted}
				onChange={({ currentTarget }) => setWanted(currentTarget.value)}
				error={problem && translate(problem)}
				data-autofocus
			/>
		</FormDialog>
	);
};
