import { Button, Group, Stack } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useAction } from "#common/ui/api/useAction.ts";
import { FormError } from "#common/ui/fields/FormError.tsx";
import { fieldError } from "#common/ui/fields/fieldErrors.ts";
import { changePassword } from "../calls.ts";
import { SecretInput } from "../SecretInput.tsx";

const EMPTY = { currentPassword: "", newPassword: "", repeated: "" };

/** Changes one's own password; the other sessions end with it. */
export const PasswordForm = ({ email }: { email: string }) => {
	const [draft, setDraft] = useState(EMPTY);
	const change = useAction({
		act: changePassword,
		done: "Password changed. Your other sessions have been signed out.",
		onDone: () => setDraft(EMPTY),
	});
	const differs = draft.repeated !== draft.newPassword;
	const field = (name: keyof typeof EMPTY) => ({
		required: true,
		withAsterisk: false,
		value: draft[name],
		onChange: (event: { currentTarget: { value: string } }) => setDraft({ ...draft, [name]: event.currentTarget.value }),
	});
	const submit = (event: FormEvent) => {
		event.preventDefault();
		if (!differs) change.run({ currentPassword: draft.currentPassword, newPassword: draft.newPassword });
	};
	return (
		<form onSubmit={submit}>
			<Stack maw={420}>
				<FormError error={change.error} fields={["currentPassword", "newPassword"]} />
				<input type="email" name="username" autoComplete="username" value={email} readOnly hidden />
				<SecretInput
					label="Current password"
					autoComplete="current-password"
					error={fieldError(change.error, "currentPassword")}
					{...field("currentPassword")}
				/>
				<SecretInput
					label="New password"
					autoComplete="new-password"
					error={fieldError(change.error, "newPassword")}
					{...field("newPassword")}
				/>
				<SecretInput
					label="Repeat the password"
					autoComplete="new-password"
					error={draft.repeated !== "" && differs && "The two are not the same."}
					{...field("repeated")}
				/>
				<Group>
					<Button type="submit" loading={change.running}>
						Change Password
					</Button>
				</Group>
			</Stack>
		</form>
	);
};
