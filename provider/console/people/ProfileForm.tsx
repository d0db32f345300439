import { SimpleGrid, TextInput } from "@mantine/core";
import { useState } from "react";
import { call } from "#common/ui/api/call.ts";
import { useAction } from "#common/ui/api/useAction.ts";
import { FormError } from "#common/ui/fields/FormError.tsx";
import { fieldError } from "#common/ui/fields/fieldErrors.ts";
import type { Person, ProfileValue } from "../api.ts";
import { EditForm } from "../EditForm.tsx";
import { PROFILE_FIELDS, REQUIRED_FIELDS } from "./profileFields.ts";

type Values = Readonly<Record<string, ProfileValue | undefined>>;

interface ProfileFormProps {
	readonly person: Person;
	readonly onClose: () => void;
}

/** Replaces a profile as a whole; attributes that are left empty are taken out of it. */
export const ProfileForm = ({ person, onClose }: ProfileFormProps) => {
	const [profile, setProfile] = useState<Values>(person.profile);
	const action = useAction({
		act: () => call("PUT", `/api/v1/users/${person.id}`, { profile: filled(profile) }),
		done: "The profile has been saved.",
		onDone: onClose,
	});
	return (
		<EditForm running={action.running} onSubmit={action.run} onCancel={onClose}>
			<FormError error={action.error} fields={PROFILE_FIELDS.map(([attribute]) => attribute)} />
			<SimpleGrid cols={{ base: 1, sm: 2 }}>
				{PROFILE_FIELDS.map(([attribute, label]) => (
					<TextInput
						key={attribute}
						label={label}
						required={REQUIRED_FIELDS.includes(attribute)}
						maxLength={200}
						value={String(profile[attribute] ?? "")}
						error={fieldError(action.error, attribute)}
						onChange={(event) => setProfile({ ...profile, [attribute]: event.currentTarget.value })}
					/>
				))}
			</SimpleGrid>
		</EditForm>
	);
};

/** The attributes that say something; the required ones go along empty, so that the server says what is missing. */
const filled = (profile: Values) =>
	Object.fromEntries(
		Object.entries(profile)
			.map(([attribute, value]) => [attribute, typeof value === "string" ? value.trim() : (value ?? "")] as const)
			.filter(([attribute, value]) => value !== "" || REQUIRED_FIELDS.includes(attribute)),
	);
