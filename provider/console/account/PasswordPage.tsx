import { Button, Checkbox, Group, List, PasswordInput, Stack, Text } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { call } from "#common/ui/api/call.ts";
import { useAction } from "#common/ui/api/useAction.ts";
import { FormError } from "#common/ui/fields/FormError.tsx";
import { fieldError } from "#common/ui/fields/fieldErrors.ts";
import { Card } from "#common/ui/page/Card.tsx";
import { Loaded } from "#common/ui/page/Loaded.tsx";
import { Moment } from "#common/ui/page/Moment.tsx";
import { PageHeader } from "#common/ui/page/PageHeader.tsx";
import { useWords, withParts } from "#common/ui/words/useWords.tsx";
import { useMe } from "../frame/useMe.ts";
import { ACCOUNT, useAccount } from "./account.ts";
import { rulesInWords } from "./rules.ts";

/** One's own password, and what it has to be. */
export const PasswordPage = () => {
	const { say } = useWords();
	const account = useAccount();
	return (
		<>
			<PageHeader title={say("Password")} />
			<Loaded query={account}>
				{({ password }) => (
					<Stack gap="lg" maw={720}>
						{password.set ? (
							<Card
								title={say("Change password")}
								description={
									password.changed && withParts(say("Last changed {moment}."), { moment: <Moment at={password.changed} /> })
								}
							>
								<PasswordForm rules={rulesInWords(say, password.rules)} />
							</Card>
						) : (
							<Card title={say("No password")}>
								<Text size="sm">{say("You sign in here without a password.")}</Text>
							</Card>
						)}
					</Stack>
				)}
			</Loaded>
		</>
	);
};

const EMPTY = { oldPassword: "", newPassword: "", repeated: "" };

const PasswordForm = ({ rules }: { readonly rules: readonly string[] }) => {
	const { say, translate } = useWords();
	const me = useMe().data;
	const [draft, setDraft] = useState(EMPTY);
	const [endsOthers, setEndsOthers] = useState(true);
	const change = useAction({
		act: async () => {
			const { oldPassword, newPassword } = draft;
			await call("POST", "/api/v1/users/me/credentials/change_password", {
				oldPassword: { value: oldPassword },
				newPassword: { value: newPassword },
			});
			if (endsOthers) await call("POST", `${ACCOUNT}/sessions/end-others`);
		},
		done: say("The password has been changed."),
		onDone: () => setDraft(EMPTY),
	});
	const differs = draft.repeated !== "" && draft.repeated !== draft.newPassword;
	const problem = (name: string) => {
		const message = fieldError(change.error, name);
		return message && translate(message);
	};
	const field = (name: keyof typeof EMPTY) => ({
		required: true,
		maxLength: 1000,
		value: draft[name],
		onChange: (event: { currentTarget: { value: string } }) => setDraft({ ...draft, [name]: event.currentTarget.value }),
		visibilityToggleButtonProps: { "aria-label": say("Show the password") },
	});
	const submit = (event: FormEvent) => {
		event.preventDefault();
		if (draft.repeated === draft.newPassword) change.run();
	};
	return (
		<form onSubmit={submit}>
			<Stack maw={420}>
				<FormError error={change.error} fields={["oldPassword", "newPassword"]} />
				<input type="text" name="username" autoComplete="username" value={me?.login ?? ""} readOnly hidden />
				<PasswordInput
					label={say("Current password")}
					autoComplete="current-password"
					error={problem("oldPassword")}
					{...field("oldPassword")}
				/>
				<div id="password-rules">
					<Text size="sm" fw={600}>
						{say("The new password")}
					</Text>
					<List size="sm" c="dimmed">
						{rules.map((rule) => (
							<List.Item key={rule}>{rule}</List.Item>
						))}
					</List>
				</div>
				<PasswordInput
					label={say("New password")}
					autoComplete="new-password"
					aria-describedby="password-rules"
					error={problem("newPassword")}
					{...field("newPassword")}
				/>
				<PasswordInput
					label={say("New password once more")}
					autoComplete="new-password"
					error={differs && say("The two are not the same.")}
					{...field("repeated")}
				/>
				<Checkbox
					label={say("Sign out everywhere else")}
					checked={endsOthers}
					onChange={({ currentTarget }) => setEndsOthers(currentTarget.checked)}
				/>
				<Group>
					<Button type="submit" loading={change.running} disabled={differs}>
						{say("Change password")}
					</Button>
				</Group>
			</Stack>
		</form>
	);
};
