import { Button, Fieldset, Group, NativeSelect, Stack, Text } from "@mantine/core";
import type { FormEvent } from "react";
import type { AuthType, Configuration, Preferences } from "../api.ts";
import { authTypes } from "../roles.ts";
import { ConnectionFields } from "./ConnectionFields.tsx";
import { MoreSections } from "./MoreSections.tsx";
import { ProofNote } from "./ProofNote.tsx";
import type { Attempt } from "./preferences.ts";
import { Switches } from "./Switches.tsx";
import type { Test } from "./useTest.ts";

interface PreferencesFormProps {
	readonly saved: Configuration;
	readonly draft: Preferences;
	readonly attempt: Attempt | undefined;
	readonly test: Test | undefined;
	readonly busy: boolean;
	/** Whether the reader's roles allow a change. */
	readonly mayChange: boolean;
	change(part: Partial<Preferences>): void;
	save(): void;
	check(): void;
	tryOut(): void;
}

/** The preferences as they are typed: nothing typed is lost, whatever the validation says. */
export const PreferencesForm = (props: PreferencesFormProps) => {
	const { saved, draft, attempt, test, busy, mayChange, change, save, check, tryOut } = props;
	const withProvider = draft.method === "openid-connect";
	const submit = (event: FormEvent) => {
		event.preventDefault();
		if (!busy) save();
	};
	return (
		<form onSubmit={submit} noValidate aria-busy={busy}>
			<Fieldset variant="unstyled" disabled={!mayChange}>
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
							<Switches draft={draft} attempt={attempt} change={change} />
							<MoreSections saved={saved} draft={draft} attempt={attempt} mayChange={mayChange} change={change} />
							<ProofNote saved={saved} draft={draft} attempt={attempt} test={test} />
						</>
					)}
					{mayChange ? (
						<Group>
							<Button type="submit" loading={busy}>
								Save Preferences
							</Button>
							{withProvider && (
								<>
									<Button variant="default" disabled={busy} onClick={tryOut}>
										Test sign-in
									</Button>
									<Button variant="default" disabled={busy} onClick={check}>
										Check Only
									</Button>
								</>
							)}
						</Group>
					) : (
						<Text c="dimmed" size="sm">
							Your roles let you read these settings, not change them.
						</Text>
					)}
				</Stack>
			</Fieldset>
		</form>
	);
};

const methods: Record<AuthType, string> = {
	"built-in": "People sign in here, with an email and a password that this platform keeps.",
	"openid-connect": "People sign in at your identity provider, which sends them back here.",
};
