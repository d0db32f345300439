import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { Card } from "#common/ui/page/Card.tsx";
import { Facts } from "#common/ui/page/Facts.tsx";
import type { Person } from "../api.ts";
import { useAttributes, wordsOf } from "./attributes.ts";
import { ProfileForm } from "./ProfileForm.tsx";

interface ProfileCardProps {
	readonly person: Person;
	/** Whether who looks may change it. */
	readonly may: boolean;
}

/** A person's profile, to read and to edit; empty attributes are shown only while editing. */
export const ProfileCard = ({ person, may }: ProfileCardProps) => {
	const [editing, edit] = useDisclosure(false);
	const attributes = useAttributes(person.profile);
	return (
		<Card
			title="Profile"
			actions={
				!editing &&
				may && (
					<Button variant="default" size="xs" onClick={edit.open} aria-label="Edit profile">
						Edit
					</Button>
				)
			}
		>
			{editing ? (
				<ProfileForm person={person} attributes={attributes} onClose={edit.close} />
			) : (
				<Facts
					of={attributes
						.map(({ label, name }) => [label, wordsOf(person.profile[name])] as const)
						.filter(([, words]) => words !== "")}
				/>
			)}
		</Card>
	);
};
