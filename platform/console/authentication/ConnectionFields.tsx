import { TextInput } from "@mantine/core";
import type { CheckedField, Configuration, Preferences } from "../api.ts";
import { SecretInput } from "../SecretInput.tsx";
import { asCode } from "./asCode.ts";
import { Doubts } from "./Doubts.tsx";
import { type Attempt, doubtsOf, troublesOf } from "./preferences.ts";
import { RedirectUri } from "./RedirectUri.tsx";
import { ScopesField } from "./ScopesField.tsx";
import { Troubles } from "./Troubles.tsx";

interface ConnectionFieldsProps {
	readonly saved: Configuration;
	readonly draft: Preferences;
	readonly attempt: Attempt | undefined;
	change(part: Partial<Preferences>): void;
}

/** Characters, as the server takes them. */
const LONGEST = { clientId: 500, clientSecret: 2000, issuer: 1000 } as const;

/** The values that the provider gave, and the address that it has to be given. */
export const ConnectionFields = ({ saved, draft, attempt, change }: ConnectionFieldsProps) => {
	const errorOf = (field: CheckedField) => {
		const troubles = troublesOf(field, attempt, draft);
		return troubles.length > 0 && <Troubles of={troubles} change={change} />;
	};
	const doubts = (field: CheckedField) => <Doubts of={doubtsOf(field, attempt, draft)} />;
	const text = (field: "clientId" | "clientSecret" | "issuer") => ({
		value: draft[field],
		onChange: (event: { currentTarget: { value: string } }) => change({ [field]: event.currentTarget.value }),
		error: errorOf(field),
		maxLength: LONGEST[field],
		...asCode,
	});
	return (
		<>
			<div>
				<TextInput label="Client ID" autoComplete="off" {...text("clientId")} />
				{doubts("clientId")}
			</div>
			<div>
				<SecretInput
					label="Client Secret"
					autoComplete="new-password"
					placeholder={saved.clientSecretSet ? "Saved. Leave empty to keep it" : ""}
					{...text("clientSecret")}
				/>
				{doubts("clientSecret")}
			</div>
			<div>
				<TextInput
					label="Issuer"
					description="The provider's address, to the letter, as the provider states it."
					placeholder="https://id.example.com"
					autoComplete="off"
					inputMode="url"
					{...text("issuer")}
				/>
				{doubts("issuer")}
			</div>
			<div>
				<ScopesField
					value={draft.additionalScopes}
					change={(additionalScopes) => change({ additionalScopes })}
					error={errorOf("additionalScopes")}
				/>
				{doubts("additionalScopes")}
			</div>
			<div>
				<RedirectUri value={saved.redirectUri} error={errorOf("redirectUri")} />
				{doubts("redirectUri")}
			</div>
		</>
	);
};
