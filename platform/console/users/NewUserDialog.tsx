import { NativeSelect, TextInput } from "@mantine/core";
import { useState } from "react";
import { useAction } from "#common/ui/api/useAction.ts";
import { FormDialog } from "#common/ui/dialogs/FormDialog.tsx";
import { FormError } from "#common/ui/fields/FormError.tsx";
import { fieldError } from "#common/ui/fields/fieldErrors.ts";
import type { AuthType, ChangedUser } from "../api.ts";
import { createUser } from "../calls.ts";
import { authTypes } from "../roles.ts";

interface NewUserDialogProps {
	readonly onClose: () => void;
	readonly onCreated: (answer: ChangedUser) => void;
}

/** Characters, as the server takes them. */
const LONGEST = { name: 100, email: 254, username: 64 } as const;
const FIELDS = ["name", "email", "username", "authType"] as const;

/** Asks who the new user is; what the server finds wrong stands beside its field. */
export const NewUserDialog = ({ onClose, onCreated }: NewUserDialogProps) => {
	const [draft, setDraft] = useState({ name: "", email: "", username: "", authType: "built-in" as AuthType });
	const create = useAction({
		act: () => {
			const { username, ...rest } = draft;
			return createUser(username.trim() === "" ? rest : { ...rest, username });
		},
		done: ({ user }) => `${user.name} can sign in now.`,
		onDone: onCreated,
	});
	const field = (name: "name" | "email" | "username") => ({
		value: draft[name],
		onChange: (event: { currentTarget: { value: string } }) => setDraft({ ...draft, [name]: event.currentTarget.value }),
		error: fieldError(create.error, name),
		maxLength: LONGEST[name],
		autoComplete: "off",
	});
	return (
		<FormDialog
			opened
			title="New User"
			submit="Create"
			running={create.running}
			disabled={draft.name.trim() === "" || draft.email.trim() === ""}
			onSubmit={create.run}
			onClose={onClose}
		>
			<FormError error={create.error} fields={FIELDS} />
			<TextInput label="Name" required withAsterisk={false} data-autofocus {...field("name")} />
			<TextInput label="Email" type="email" required withAsterisk={false} {...field("email")} />
			<TextInput
				label="Username"
				description="Optional. Made from the email when left empty."
				spellCheck={false}
				autoCapitalize="none"
				{...field("username")}
			/>
			<NativeSelect
				label="Auth Type"
				description={hints[draft.authType]}
				value={draft.authType}
				onChange={(event) => setDraft({ ...draft, authType: event.currentTarget.value as AuthType })}
				error={fieldError(create.error, "authType")}
				data={authTypes}
			/>
		</FormDialog>
	);
};

const hints: Record<AuthType, string> = {
	"built-in": "Signs in here, at first with a temporary password that you will see next.",
	"openid-connect": "Signs in at the identity provider. The first to come with this verified email gets the account.",
};
