import { Text } from "@mantine/core";
import type { Person, RoleHeld } from "../api.ts";
import { useMay } from "../frame/useMe.ts";
import { limitOf, useTargets } from "./roles.ts";

interface RoleTargetsProps {
	readonly person: Person;
	readonly role: RoleHeld;
}

/** For what a role holds, to whoever may read that. */
export const RoleTargets = (props: RoleTargetsProps) =>
	useMay()("roles.read") && limitOf(props.role.type) !== undefined ? <Shown {...props} /> : null;

const Shown = ({ person, role }: RoleTargetsProps) => {
	const limit = limitOf(role.type);
	const targets = useTargets(person.id, role);
	if (!targets.data || limit === undefined) return null;
	const names = targets.data.items.map(({ displayName, profile }) => displayName ?? profile?.name ?? "");
	const holds = role.targeted ? (names.length === 0 ? `No ${limit.kind} any more` : names.join(", ")) : limit.all;
	return (
		<Text size="sm">
			<Text span inherit c="dimmed">
				For:{" "}
			</Text>
			{holds}
		</Text>
	);
};
