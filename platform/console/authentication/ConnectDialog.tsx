import { Alert, List, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { useAction } from "#common/ui/api/useAction.ts";
import { FormDialog } from "#common/ui/dialogs/FormDialog.tsx";
import { FormError } from "#common/ui/fields/FormError.tsx";
import { fieldError } from "#common/ui/fields/fieldErrors.ts";
import type { Check, Configuration } from "../api.ts";
import { connectWithToken } from "../calls.ts";
import { SecretInput } from "../SecretInput.tsx";
import { asCode } from "./asCode.ts";
import { checksIn } from "./preferences.ts";

interface ConnectDialogProps {
	onConnected(answer: { readonly configuration: Configuration; readonly checks: readonly Check[] }): void;
	onClose(): void;
}

/** Registers the platform at a provider by itself; the form then has the values that it was given. */
export const ConnectDialog = ({ onConnected, onClose }: ConnectDialogProps) => {
	const [issuer, setIssuer] = useState("");
	const [registrationToken, setToken] = useState("");
	const connect = useAction({
		act: () => connectWithToken({ issuer, registrationToken: registrationToken.trim() }),
		done: "Registered and connected.",
		onDone: onConnected,
	});
	const checks = checksIn(connect.error);
	return (
		<FormDialog
			opened
			title="Connect with a registration token"
			submit="Connect"
			running={connect.running}
			disabled={issuer.trim() === "" || registrationToken.trim() === ""}
			onSubmit={connect.run}
			onClose={onClose}
		>
			<Text size="sm">
				Where a provider lets applications register themselves, its administrator can make a token for it. This platform then
				enters everything at the provider and here.
			</Text>
			{checks ? <Refused checks={checks} /> : <FormError error={connect.error} fields={["issuer", "registrationToken"]} />}
			<TextInput
				label="Issuer of the provider"
				value={issuer}
				onChange={({ currentTarget }) => setIssuer(currentTarget.value)}
				error={fieldError(connect.error, "issuer")}
				maxLength={1000}
				inputMode="url"
				autoComplete="off"
				data-autofocus
				{...asCode}
			/>
			<SecretInput
				label="Registration token"
				value={registrationToken}
				onChange={({ currentTarget }) => setToken(currentTarget.value)}
				error={fieldError(connect.error, "registrationToken")}
				autoComplete="off"
				maxLength={2000}
			/>
		</FormDialog>
	);
};

/** What kept the settings that the provider gave from being saved. */
const Refused = ({ checks }: { checks: readonly Check[] }) => (
	<Alert color="red" role="alert" title="Not saved: at least one check was refused">
		<List size="sm" spacing={4}>
			{checks
				.filter(({ verdict }) => verdict === "refused")
				.map(({ id, title, message }) => (
					<List.Item key={id}>
						<Text size="sm" fw={600}>
							{title}
						</Text>
						<Text size="sm" style={{ overflowWrap: "anywhere" }}>
							{message}
						</Text>
					</List.Item>
				))}
		</List>
	</Alert>
);
