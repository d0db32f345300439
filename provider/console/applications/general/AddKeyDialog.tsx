import { Textarea } from "@mantine/core";
import { useState } from "react";
import { call } from "#common/ui/api/call.ts";
import { useAction } from "#common/ui/api/useAction.ts";
import { FormDialog } from "#common/ui/dialogs/FormDialog.tsx";
import { FormError } from "#common/ui/fields/FormError.tsx";
import { fieldError } from "#common/ui/fields/fieldErrors.ts";
import { parsedKey } from "./parsedKey.ts";

interface AddKeyDialogProps {
	/** The application's keys in the API. */
	readonly at: string;
	readonly onClose: () => void;
}

const EXAMPLE = '{ "kty": "RSA", "kid": "2026-11", "alg": "RS256", "e": "AQAB", "n": "…" }';

/** Adds a public key, as JSON. */
export const AddKeyDialog = ({ at, onClose }: AddKeyDialogProps) => {
	const [text, setText] = useState("");
	const [mistake, setMistake] = useState<string>();
	const add = useAction({
		act: (key: object) => call("POST", at, key),
		done: "The key has been added.",
		onDone: onClose,
	});
	const submit = () => {
		const read = parsedKey(text);
		setMistake(read.mistake);
		if (read.key) add.run(read.key);
		else add.reset();
	};
	return (
		<FormDialog opened size="lg" title="Add key" submit="Add key" running={add.running} onSubmit={submit} onClose={onClose}>
			<FormError error={add.error} fields={["JsonWebKey"]} />
			<Textarea
				label="Public key"
				description="As a JSON Web Key (RFC 7517). Keep the private key where the application is: it is not for anybody else."
				required
				data-autofocus
				autosize
				minRows={6}
				maxRows={16}
				maxLength={20_000}
				spellCheck={false}
				placeholder={EXAMPLE}
				styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)", fontSize: 14 } }}
				value={text}
				error={mistake ?? fieldError(add.error, "JsonWebKey")}
				onChange={(event) => setText(event.currentTarget.value)}
			/>
		</FormDialog>
	);
};
