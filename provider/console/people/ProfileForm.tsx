import { SimpleGrid } from "@mantine/core";
import { useState } from "react";
import { call } from "#common/ui/api/call.ts";
import { useAction } from "#common/ui/api/useAction.ts";
import { FormError } from "#common/ui/fields/FormError.tsx";
import { fieldError } from "#common/ui/fields/fieldErrors.ts";
import type { Person, ProfileValue } from "../api.ts";
import { EditForm } from "../EditForm.tsx";
import { AttributeField } from "./AttributeField.tsx";
import type { Attribute } from "./attributes.ts";
import { REQUIRED_FIELDS } from "./profileFields.ts";

type Values = Readonly<Record<string, ProfileValue | undefined>>;

interface ProfileFormProps {
	readonly person: Person;
	readonly attributes: readonly Attribute[];
	readonly onClose: () => void;
}

/** Replaces a profile as a whole; attributes that are left empty are taken out of it. */
export const ProfileForm = ({ person, attributes, onClose }: ProfileFormProps) => {
	const [profile, setProfile] = useState<Values>(person.profile);
	const action = useAction({
		act: () => call("PUT", `/api/v1/users/${person.id}`, { profile: filled(profile) }),
		done: "The profile has been saved.",
		onDone: onClose,
	});
	return (
		<EditForm running={action.running} onSubmit={action.run} onCancel={onClose}>
			<FormError error={action.error} fields={attributes.map(({ name }) => name)} />
			<SimpleGrid cols={{ base: 1, sm: 2 }}>
				{attributes.map((attribute) => (
					<AttributeField
						key={attribute.name}
						attribute={attribute}
						value={profile[attribute.name]}
						error={fieldError(action.error, attribute.name)}
						onChange={(value) => setProfile({ ...profile, [attribute.name]: value })}
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
			.filter(([attribute, value]) => !isEmpty(value) || REQUIRED_FIELDS.includes(attribute)),
	);

const isEmpty = (value: ProfileValue): boolean => value === "" || (Array.isArray(value) && value.length === 0);
