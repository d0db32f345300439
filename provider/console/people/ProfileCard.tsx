import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { Card } from "#common/ui/page/Card.tsx";
import { Facts } from "#common/ui/page/Facts.tsx";
import type { Person } from "../api.ts";
import { ProfileForm } from "./ProfileForm.tsx";
import { PROFILE_FIELDS } from "./profileFields.ts";

/** A person's profile, to read and to edit; empty attributes are shown only while editing. */
export const ProfileCard = ({ person }: { readonly person: Person }) => {
	const [editing, edit] = useDisclosure(false);
	return (
		<Card
			title="Profile"
			actions={
				!editing && (
					<Button variant="default" size="xs" onClick={edit.open} aria-label="Edit profile">
						Edit
					</Button>
				)
			}
		>
			{editing ? (
				<ProfileForm person={person} onClose={edit.close} />
			) : (
				<Facts
					of={PROFILE_FIELDS.filter(([attribute]) => person.profile[attribute]).map(([attribute, label]) => [
						label,
						person.profile[attribute],
					])}
				/>
			)}
		</Card>
	);
};
