import { NativeSelect, Stack, Switch, Textarea } from "@mantine/core";
import { useState } from "react";
import { CopyField } from "#common/ui/fields/CopyField.tsx";
import { asCode } from "./asCode.ts";
import type { SectionProps } from "./MoreSections.tsx";
import { linesOf, otherLinesIn, parametersIn } from "./parameters.ts";

/** How the provider is asked. */
export const RequestSection = ({ draft, change, errorOf, jwksUri }: SectionProps & { readonly jwksUri: string }) => {
	const [typed, setTyped] = useState(() => linesOf(draft.authorizationParameters));
	const shown =
		linesOf(parametersIn(typed)) === linesOf(draft.authorizationParameters) ? typed : linesOf(draft.authorizationParameters);
	const others = otherLinesIn(shown);
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
				error={errorOf("authorizationParameters") || (others.length > 0 && leftOut(others))}
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

const leftOut = (lines: readonly number[]): string =>
	lines.length === 1
		? `Line ${lines[0]} is not name=value: it is left out.`
		: `Lines ${lines.join(", ")} are not name=value: they are left out.`;
