import { Button, Group, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { call, callList } from "#common/ui/api/call.ts";
import { useAction } from "#common/ui/api/useAction.ts";
import { ConfirmDialog } from "#common/ui/dialogs/ConfirmDialog.tsx";
import { Card } from "#common/ui/page/Card.tsx";
import { Loaded } from "#common/ui/page/Loaded.tsx";
import type { Person, RoleHeld } from "../api.ts";
import { nameOf } from "./names.ts";

const ROLE = "SUPER_ADMIN";

/** Whether a person is an administrator, and the way to change that. */
export const AdministratorCard = ({ person }: { readonly person: Person }) => {
	const at = `/api/v1/users/${person.id}/roles`;
	const roles = useQuery({ queryKey: ["person-roles", person.id], queryFn: () => callList<RoleHeld>(at) });
	return (
		<Card title="Administrator">
			<Loaded query={roles}>
				{({ items }) => <Holding person={person} at={at} role={items.find(({ type }) => type === ROLE)} />}
			</Loaded>
		</Card>
	);
};

interface HoldingProps {
	readonly person: Person;
	readonly at: string;
	readonly role: RoleHeld | undefined;
}

const Holding = ({ person, at, role }: HoldingProps) => {
	const [asking, ask] = useDisclosure(false);
	const name = nameOf(person);
	const change = useAction({
		act: () => (role ? call("DELETE", `${at}/${role.id}`) : call("POST", at, { type: ROLE })),
		done: role ? `${name} is no longer an administrator.` : `${name} is now an administrator.`,
		onDone: ask.close,
	});
	return (
		<Group justify="space-between">
			<Text>{role ? "May change everything in this console." : "Cannot open this console."}</Text>
			<Button variant="default" onClick={ask.open}>
				{role ? "Take the administrator role away" : "Make an administrator"}
			</Button>
			<ConfirmDialog
				opened={asking}
				title={role ? "Take the administrator role away?" : "Make an administrator?"}
				confirm={role ? "Take it away" : "Make an administrator"}
				danger={role !== undefined}
				running={change.running}
				error={change.error}
				onConfirm={change.run}
				onClose={ask.close}
			>
				{role
					? `${name} can then no longer open this console.`
					: `${name} may then change everything here: people, groups, applications and their secrets.`}
			</ConfirmDialog>
		</Group>
	);
};
