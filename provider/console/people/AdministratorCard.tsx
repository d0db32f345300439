import { Button, Group, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { call } from "#common/ui/api/call.ts";
import { useAction } from "#common/ui/api/useAction.ts";
import { ConfirmDialog } from "#common/ui/dialogs/ConfirmDialog.tsx";
import { Card } from "#common/ui/page/Card.tsx";
import { Loaded } from "#common/ui/page/Loaded.tsx";
import type { Person, RoleHeld } from "../api.ts";
import { useMay } from "../frame/useMe.ts";
import { AddRoleDialog } from "./AddRoleDialog.tsx";
import { nameOf } from "./names.ts";
import { RoleTargets } from "./RoleTargets.tsx";
import { ROLES, rolesAt, useRoles } from "./roles.ts";

/** The administrator roles of a person, and the way to change them. */
export const AdministratorCard = ({ person }: { readonly person: Person }) => {
	const roles = useRoles(person.id);
	const may = useMay()("roles.manage");
	const [adding, add] = useDisclosure(false);
	const [asked, ask] = useState<RoleHeld>();
	const name = nameOf(person);
	const remove = useAction({
		act: ({ id }: RoleHeld) => call("DELETE", `${rolesAt(person.id)}/${id}`),
		done: (_answer, { label }) => `${name} is no longer ${label}.`,
		onDone: () => ask(undefined),
	});
	const held = roles.data?.items ?? [];
	return (
		<Card
			title="Administrator roles"
			actions={
				may &&
				person.status !== "DEPROVISIONED" &&
				roles.data &&
				held.length < ROLES.length && (
					<Button variant="default" size="xs" leftSection={<IconPlus size={16} aria-hidden />} onClick={add.open}>
						Add role
					</Button>
				)
			}
		>
			<Loaded query={roles}>
				{({ items }) =>
					items.length === 0 ? (
						<Text c="dimmed">None: cannot open this console.</Text>
					) : (
						<Stack gap="sm" component="ul" m={0} p={0} style={{ listStyle: "none" }}>
							{items.map((role) => (
								<Group key={role.id} component="li" justify="space-between" gap="sm" wrap="nowrap">
									<Stack gap={0} miw={0}>
										<Text>{role.label}</Text>
										<Text size="sm" c="dimmed">
											{ROLES.find(([type]) => type === role.type)?.[2]}
										</Text>
										<RoleTargets person={person} role={role} />
									</Stack>
									{may && (
										<Button
											size="xs"
											variant="default"
											flex="none"
											aria-label={`Remove ${role.label}`}
											onClick={() => {
												remove.reset();
												ask(role);
											}}
										>
											Remove
										</Button>
									)}
								</Group>
							))}
						</Stack>
					)
				}
			</Loaded>
			{adding && <AddRoleDialog person={person} held={held.map(({ type }) => type)} onClose={add.close} />}
			<ConfirmDialog
				opened={asked !== undefined}
				title="Take this role away?"
				confirm="Take it away"
				danger
				running={remove.running}
				error={remove.error}
				onConfirm={() => asked && remove.run(asked)}
				onClose={() => ask(undefined)}
			>
				{name} is then no longer {asked?.label}
				{held.length === 1 ? ", and cannot open this console any more." : "; other roles stay."}
			</ConfirmDialog>
		</Card>
	);
};
