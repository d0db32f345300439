import { Radio, Stack } from "@mantine/core";
import { useState } from "react";
import { call } from "#common/ui/api/call.ts";
import { useAction } from "#common/ui/api/useAction.ts";
import { FormDialog } from "#common/ui/dialogs/FormDialog.tsx";
import { FormError } from "#common/ui/fields/FormError.tsx";
import type { Application, Group, Person } from "../api.ts";
import { PickMany } from "../authorization-servers/PickMany.tsx";
import { nameOf } from "./names.ts";
import { limitOf, ROLES, rolesAt } from "./roles.ts";

interface AddRoleDialogProps {
	readonly person: Person;
	/** The types of the roles that the person has. */
	readonly held: readonly string[];
	readonly onClose: () => void;
}

type Scope = "all" | "some";

const titleOf = (one: Group | Application): string => ("profile" in one ? one.profile.name : one.label);

/** Gives a person one more administrator role, for everything or for what is chosen. */
export const AddRoleDialog = ({ person, held, onClose }: AddRoleDialogProps) => {
	const [type, setType] = useState<string | null>(null);
	const [scope, setScope] = useState<Scope>("all");
	const [targets, setTargets] = useState<readonly string[]>([]);
	const limit = limitOf(type);
	const some = limit !== undefined && scope === "some" ? limit : undefined;
	const add = useAction({
		act: () =>
			some
				? call("POST", `/api/v1/internal/users/${person.id}/roles`, { type, [some.kind]: targets })
				: call("POST", rolesAt(person.id), { type }),
		done: `${nameOf(person)} has one more role.`,
		onDone: onClose,
	});
	const choose = (chosen: string) => {
		setType(chosen);
		setScope("all");
		setTargets([]);
	};
	return (
		<FormDialog
			opened
			title="Add role"
			submit="Add role"
			running={add.running}
			disabled={type === null || (some !== undefined && targets.length === 0)}
			onSubmit={add.run}
			onClose={onClose}
		>
			<FormError error={add.error} />
			<Radio.Group label={`What ${nameOf(person)} may do`} value={type} onChange={choose}>
				<Stack gap="sm" mt="xs">
					{ROLES.filter(([role]) => !held.includes(role)).map(([role, label, meaning]) => (
						<Radio key={role} value={role} label={label} description={meaning} />
					))}
				</Stack>
			</Radio.Group>
			{limit && (
				<Radio.Group label="For what" value={scope} onChange={(chosen) => setScope(chosen === "some" ? "some" : "all")}>
					<Stack gap="xs" mt="xs">
						<Radio value="all" label={limit.all} />
						<Radio value="some" label={limit.some} />
					</Stack>
				</Radio.Group>
			)}
			{some && (
				<PickMany<Group | Application>
					key={some.kind}
					label={some.kind === "groups" ? "Groups" : "Applications"}
					from={some.from}
					value={targets}
					name={titleOf}
					onChange={setTargets}
				/>
			)}
		</FormDialog>
	);
};
