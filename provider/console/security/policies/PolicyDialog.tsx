import { TextInput } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { call } from "#common/ui/api/call.ts";
import { useAction } from "#common/ui/api/useAction.ts";
import { FormDialog } from "#common/ui/dialogs/FormDialog.tsx";
import { FormError } from "#common/ui/fields/FormError.tsx";
import { fieldError } from "#common/ui/fields/fieldErrors.ts";
import type { Group } from "../../api.ts";
import { PickMany } from "../../authorization-servers/PickMany.tsx";
import { POLICIES, type Policy, type PolicyType } from "./types.ts";

export interface PolicyDialogProps {
	readonly type: PolicyType;
	/** The policy to change; none: a new one. */
	readonly policy: Policy | undefined;
	readonly onClose: () => void;
}

interface WithSettings extends PolicyDialogProps {
	/** What the policy says besides; none: it stays as it is. */
	readonly settings?: () => object;
	/** Fields of `children` that show what is wrong with them. */
	readonly fields?: readonly string[];
	readonly children?: (error: Error | null) => ReactNode;
}

/** Makes a policy, or changes its name and for whom it is. */
export const PolicyDialog = ({ type, policy, settings, fields = [], onClose, children }: WithSettings) => {
	const [name, setName] = useState(policy?.name ?? "");
	const [description, setDescription] = useState(policy?.description ?? "");
	const [groups, setGroups] = useState<readonly string[]>(policy?.conditions?.people?.groups?.include ?? []);
	const { system = false } = policy ?? {};
	const save = useAction({
		act: () => {
			const { people, ...others } = policy?.conditions ?? {};
			const lists = { include: groups, exclude: people?.groups?.exclude ?? [] };
			const body = {
				...policy,
				type,
				name: name.trim(),
				description,
				...(type === "ACCESS_POLICY" || system ? {} : { conditions: { ...others, people: { ...people, groups: lists } } }),
				...(settings ? { settings: settings() } : {}),
			};
			return policy ? call("PUT", `${POLICIES}/${policy.id}`, body) : call("POST", POLICIES, body);
		},
		done: `${name.trim()} has been ${policy ? "saved" : "added"}.`,
		onDone: onClose,
	});
	return (
		<FormDialog
			opened
			size={children ? "lg" : "md"}
			title={policy ? "Edit policy" : "Add policy"}
			submit={policy ? "Save" : "Add policy"}
			running={save.running}
			onSubmit={save.run}
			onClose={onClose}
		>
			<FormError error={save.error} fields={["name", "description", "groups", ...fields]} />
			<TextInput
				label="Name"
				required
				data-autofocus
				maxLength={255}
				disabled={system}
				value={name}
				error={fieldError(save.error, "name")}
				onChange={(event) => setName(event.currentTarget.value)}
			/>
			{!system && (
				<TextInput
					label="Description"
					maxLength={1000}
					value={description}
					error={fieldError(save.error, "description")}
					onChange={(event) => setDescription(event.currentTarget.value)}
				/>
			)}
			{!system && type !== "ACCESS_POLICY" && (
				<PickMany<Group>
					label="For members of (none: for everybody)"
					from="/api/v1/groups"
					value={groups}
					name={({ profile }) => profile.name}
					error={fieldError(save.error, "groups")}
					onChange={setGroups}
				/>
			)}
			{children?.(save.error)}
		</FormDialog>
	);
};
