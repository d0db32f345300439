import { PasswordInput, Radio, SimpleGrid, Stack, TextInput } from "@mantine/core";
import { useRef, useState } from "react";
import { call } from "#common/ui/api/call.ts";
import { useAction } from "#common/ui/api/useAction.ts";
import { FormDialog } from "#common/ui/dialogs/FormDialog.tsx";
import { FormError } from "#common/ui/fields/FormError.tsx";
import { fieldError } from "#common/ui/fields/fieldErrors.ts";
import type { Group, Person } from "../api.ts";
import { PickMany } from "../authorization-servers/PickMany.tsx";
import { useMayEverywhere } from "../frame/useMe.ts";
import { OneTimeLink } from "./OneTimeLink.tsx";

interface Draft {
	readonly firstName: string;
	readonly lastName: string;
	readonly email: string;
	readonly login: string;
	readonly entry: "password" | "link";
	readonly password: string;
	/** Ids. Whose role holds for some groups makes people in those. */
	readonly groups: readonly string[];
}

const BLANK: Draft = { firstName: "", lastName: "", email: "", login: "", entry: "password", password: "", groups: [] };
const FIELDS = ["firstName", "lastName", "email", "login", "value", "password"];

/** Makes an account, with a password or with an activation link that is shown once. */
export const AddPersonDialog = ({ onClose }: { readonly onClose: () => void }) => {
	const [draft, setDraft] = useState(BLANK);
	const [link, setLink] = useState<string>();
	const everywhere = useMayEverywhere()("users.manage");
	const made = useRef<Person>(undefined);
	const action = useAction({
		act: async () => {
			made.current ??= await create(draft);
			return draft.entry === "link" ? activationUrl(made.current) : undefined;
		},
		done: () => `${draft.firstName} ${draft.lastName} has been added.`,
		onDone: (url) => (url === undefined ? onClose() : setLink(url)),
	});
	if (link !== undefined && made.current)
		return <OneTimeLink kind="activation" url={link} person={made.current} onClose={onClose} />;

	const text = (field: Exclude<keyof Draft, "groups">) => ({
		value: draft[field],
		error: fieldError(action.error, field),
		maxLength: 200,
		onChange: ({ currentTarget: { value } }: { currentTarget: { value: string } }) => setDraft({ ...draft, [field]: value }),
	});
	return (
		<FormDialog opened title="Add person" submit="Add person" running={action.running} onSubmit={action.run} onClose={onClose}>
			<FormError error={action.error} fields={FIELDS} />
			<SimpleGrid cols={{ base: 1, xs: 2 }}>
				<TextInput label="First name" required data-autofocus {...text("firstName")} />
				<TextInput label="Last name" required {...text("lastName")} />
			</SimpleGrid>
			<TextInput label="Email" type="email" required {...text("email")} />
			<TextInput
				label="Username"
				description="What they sign in with. Left empty, it is the email."
				placeholder={draft.email}
				autoComplete="off"
				{...text("login")}
			/>
			{!everywhere && (
				<PickMany<Group>
					label="Groups"
					from="/api/v1/groups"
					value={draft.groups}
					name={({ profile }) => profile.name}
					onChange={(groups) => setDraft({ ...draft, groups })}
				/>
			)}
			<Radio.Group
				label="First sign-in"
				value={draft.entry}
				onChange={(entry) => setDraft({ ...draft, entry: entry === "link" ? "link" : "password" })}
			>
				<Stack gap="xs" mt={4}>
					<Radio value="password" label="I set a password now" />
					<Radio value="link" label="They choose one, with an activation link" />
				</Stack>
			</Radio.Group>
			{draft.entry === "password" && (
				<PasswordInput
					label="Password"
					required
					autoComplete="new-password"
					{...text("password")}
					error={fieldError(action.error, "password.value") ?? fieldError(action.error, "password")}
				/>
			)}
		</FormDialog>
	);
};

const create = ({ firstName, lastName, email, login, entry, password, groups }: Draft): Promise<Person> =>
	call("POST", `/api/v1/users?activate=${entry === "password"}`, {
		profile: { firstName: firstName.trim(), lastName: lastName.trim(), email: email.trim(), login: login.trim() || email.trim() },
		...(groups.length > 0 && { groupIds: groups }),
		...(entry === "password" && { credentials: { password: { value: password } } }),
	});

const activationUrl = async ({ id }: Person): Promise<string> => {
	const answer = await call<{ activationUrl: string }>("POST", `/api/v1/users/${id}/lifecycle/activate?sendEmail=false`);
	return answer.activationUrl;
};
