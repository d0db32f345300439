import { NativeSelect, Stack, Switch, Textarea } from "@mantine/core";
import { useState } from "react";
import { CopyField } from "#common/ui/fields/CopyField.tsx";
import { asCode } from "./asCode.ts";
import type { SectionProps } from "./MoreSections.tsx";

/** `name=value` lines, as they are typed, to parameters; a line that is not finished yet has none. */
const parametersIn = (text: string): Readonly<Record<string, string>> =>
	Object.fromEntries(
		text
			.split("\n")
			.map((line) => [line.slice(0, line.indexOf("=")).trim(), line.slice(line.indexOf("=") + 1).trim()] as const)
			.filter(([name, value]) => name !== "" && value !== ""),
	);

const linesOf = (parameters: Readonly<Record<string, string>>): string =>
	Object.entries(parameters)
		.map(([name, value]) => `${name}=${value}`)
		.join("\n");

/** How the provider is asked. */
export const RequestSection = ({ draft, change, errorOf, jwksUri }: SectionProps & { readonly jwksUri: string }) => {
	const [typed, setTyped] = useState(() => linesOf(draft.authorizationParameters));
	const shown =
		linesOf(parametersIn(typed)) === linesOf(draft.authorizationParameters) ? typed : linesOf(draft.authorizationParameters);
	return (
		<Stack gap="md">
			<NativeSelect
				label="Client authentication"
				description="How this platform proves itself to the provider."
				value={draft.clientAuthentication}
				onChange={({ currentTarget }) =>
					change({ clientAuthentication: currentTarget.value as typeof draft.clientAuthentication })
				}
				data={[
					{ value: "client_secret", label: "Client Secret" },
					{ value: "private_key_jwt", label: "Private key (private_key_jwt)" },
				]}
			/>
			{draft.clientAuthentication === "private_key_jwt" && (
				<CopyField
					label="Address of the public key set"
					description="The platform makes and keeps the key. Register this address at the provider; the Client Secret is then not used."
					value={jwksUri}
				/>
			)}
			<Textarea
				label="Authorization parameters"
				description="More of the authorization request: one name=value on each line, such as prompt=consent or access_type=offline."
				autosize
				minRows={2}
				maxRows={8}
				error={errorOf("authorizationParameters")}
				value={shown}
				onChange={({ currentTarget }) => {
					setTyped(currentTarget.value);
					change({ authorizationParameters: parametersIn(currentTarget.value) });
				}}
				{...asCode}
			/>
			<Switch
				label="Ask userinfo"
				description="For what the ID token lacks: name, email, groups."
				checked={draft.userinfo}
				onChange={({ currentTarget }) => change({ userinfo: currentTarget.checked })}
			/>
		</Stack>
	);
};
