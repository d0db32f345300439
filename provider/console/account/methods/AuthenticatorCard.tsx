import { Button, Center, Stack, Text, Textarea } from "@mantine/core";
import { useState } from "react";
import { call } from "#common/ui/api/call.ts";
import { useAction } from "#common/ui/api/useAction.ts";
import { FormDialog } from "#common/ui/dialogs/FormDialog.tsx";
import { CopyButton } from "#common/ui/fields/CopyButton.tsx";
import { FormError } from "#common/ui/fields/FormError.tsx";
import { useWords } from "#common/ui/words/useWords.tsx";
import { CodeInput } from "./CodeInput.tsx";
import { FACTORS, type OwnFactor } from "./factors.ts";
import { MethodCard } from "./MethodCard.tsx";
import { QrCode } from "./QrCode.tsx";

interface Pending {
	readonly id: string;
	readonly _embedded: { readonly activation: { readonly sharedSecret: string; readonly uri: string } };
}

/** Codes of an app on one's phone. */
export const AuthenticatorCard = ({ held }: { readonly held: OwnFactor | undefined }) => {
	const { say } = useWords();
	const [pending, setPending] = useState<Pending>();
	const begin = useAction({
		act: () => call<Pending>("POST", FACTORS, { factorType: "token:software:totp", provider: "GOOGLE" }),
		onDone: setPending,
		errors: "notify",
	});
	return (
		<MethodCard
			name={say("Authenticator app")}
			description={say("An app on your phone shows a new code every 30 seconds.")}
			held={held}
		>
			<Button
				variant="default"
				loading={begin.running}
				onClick={() => begin.run()}
				aria-label={say("Set up the authenticator app")}
			>
				{say("Set up")}
			</Button>
			{pending && <SetUp pending={pending} onClose={() => setPending(undefined)} />}
		</MethodCard>
	);
};

const SetUp = ({ pending, onClose }: { readonly pending: Pending; readonly onClose: () => void }) => {
	const { say } = useWords();
	const [code, setCode] = useState("");
	const { sharedSecret, uri } = pending._embedded.activation;
	const activate = useAction({
		act: () => call("POST", `${FACTORS}/${pending.id}/lifecycle/activate`, { passCode: code.replaceAll(/\s/g, "") }),
		done: say("The authenticator app is set up."),
		onDone: onClose,
	});
	return (
		<FormDialog
			opened
			title={say("Set up the authenticator app")}
			submit={say("Finish")}
			running={activate.running}
			disabled={code.trim() === ""}
			onSubmit={activate.run}
			onClose={onClose}
		>
			<Text size="sm">{say("1. Scan this picture with your app, such as Google Authenticator, 1Password or Aegis.")}</Text>
			<Center>
				<QrCode value={uri} label={say("QR code for your authenticator app")} />
			</Center>
			<Textarea
				label={say("Key")}
				description={say("Or type it into the app.")}
				value={sharedSecret.replaceAll(/(.{4})(?=.)/g, "$1 ")}
				readOnly
				autosize
				spellCheck={false}
				styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)", fontSize: 14 } }}
				rightSection={<CopyButton label={say("Copy {label}", { label: say("Key") })} value={sharedSecret} />}
			/>
			<Stack gap="xs">
				<Text size="sm">{say("2. Type the code that it shows.")}</Text>
				<FormError error={activate.error} />
				<CodeInput value={code} onChange={setCode} />
			</Stack>
		</FormDialog>
	);
};
