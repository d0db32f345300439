import { Text, TextInput } from "@mantine/core";
import { type PublicKeyCredentialCreationOptionsJSON, startRegistration } from "@simplewebauthn/browser";
import { useState } from "react";
import { call } from "#common/ui/api/call.ts";
import { useAction } from "#common/ui/api/useAction.ts";
import { FormDialog } from "#common/ui/dialogs/FormDialog.tsx";
import { FormError } from "#common/ui/fields/FormError.tsx";
import { useWords } from "#common/ui/words/useWords.tsx";
import { browserInWords, readUserAgent } from "#common/words/user-agent.ts";
import { FACTORS } from "./factors.ts";

interface Pending {
	readonly id: string;
	readonly _embedded: { readonly activation: PublicKeyCredentialCreationOptionsJSON };
}

/** Asks for a name, and then lets the device make a passkey. */
export const AddPasskeyDialog = ({ onClose }: { readonly onClose: () => void }) => {
	const { say } = useWords();
	const [name, setName] = useState(browserInWords(say, readUserAgent(navigator.userAgent)));
	const add = useAction({
		act: async () => {
			const { id, _embedded } = await call<Pending>("POST", FACTORS, { factorType: "webauthn", provider: "FIDO" });
			const credential = await startRegistration({ optionsJSON: _embedded.activation }).catch((thrown: unknown) => {
				throw new Error(sentenceFor(thrown));
			});
			return call("POST", `${FACTORS}/${id}/lifecycle/activate`, { name, credential });
		},
		done: say("The passkey has been added."),
		onDone: onClose,
	});
	/** What browsers say is for programmers. */
	const sentenceFor = (thrown: unknown): string => {
		const known = thrown instanceof Error && thrown.name === "InvalidStateError";
		return known
			? say("This device has a passkey of this account already.")
			: say("No passkey was made: the device was not asked, or did not agree. Try again.");
	};
	return (
		<FormDialog
			opened
			title={say("Add passkey")}
			submit={say("Continue")}
			running={add.running}
			disabled={name.trim() === ""}
			onSubmit={add.run}
			onClose={onClose}
		>
			<Text size="sm">{say("Give it a name by which you know it again. Then your browser asks where to keep it.")}</Text>
			<FormError error={add.error} />
			<TextInput
				label={say("Name")}
				maxLength={100}
				value={name}
				onChange={({ currentTarget }) => setName(currentTarget.value)}
				data-autofocus
			/>
		</FormDialog>
	);
};
