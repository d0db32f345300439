import { Button, Group, NativeSelect, Stack } from "@mantine/core";
import { type FormEvent, useState } from "react";
import type { AuthType, Configuration, Preferences } from "../api.ts";
import { authTypes } from "../roles.ts";
import { ConnectionFields } from "./ConnectionFields.tsx";
import { type Attempt, preferencesOf } from "./preferences.ts";
import { Switches } from "./Switches.tsx";

interface PreferencesFormProps {
	readonly saved: Configuration;
	readonly attempt: Attempt | undefined;
	readonly busy: boolean;
	save(draft: Preferences, onSaved: (configuration: Configuration) => void): void;
	check(draft: Preferences): void;
}

/** The preferences as they are typed: nothing typed is lost, whatever the validation says. */
export const PreferencesForm = ({ saved, attempt, busy, save, check }: PreferencesFormProps) => {
	const [draft, setDraft] = useState(() => preferencesOf(saved));
	const change = (part: Partial<Preferences>) => setDraft((before) => ({ ...before, ...part }));
	const withProvider = draft.method === "openid-connect";
	const submit = (event: FormEvent) => {
		event.preventDefault();
		if (!busy) save(draft, (configuration) => setDraft(preferencesOf(configuration)));
	};
	return (
		<form onSubmit={submit} noValidate aria-busy={busy}>
			<Stack gap="lg">
				<NativeSelect
					label="Authentication method"
					description={methods[draft.method]}
					value={draft.method}
					onChange={(event) => change({ method: event.currentTarget.value as AuthType })}
					data={authTypes}
				/>
				{withProvider && (
					<>
						<ConnectionFields saved={saved} draft={draft} attempt={attempt} change={change} />
						<Switches draft={draft} change={change} />
					</>
				)}
				<Group>
					<Button type="submit" loading={busy}>
						Save Preferences
					</Button>
					{withProvider && (
						<Button variant="default" disabled={busy} onClick={() => check(draft)}>
							Check Only
						</Button>
					)}
				</Group>
			</Stack>
		</form>
	);
};

const methods: Record<AuthType, string> = {
	"built-in": "People sign in here, with an email and a password that this platform keeps.",
	"openid-connect": "People sign in at your identity provider, which sends them back here.",
};
