import { Checkbox, Group as Line, MultiSelect, NumberInput, TagsInput, TextInput } from "@mantine/core";
import { useState } from "react";
import { call } from "#common/ui/api/call.ts";
import { useAction } from "#common/ui/api/useAction.ts";
import { FormDialog } from "#common/ui/dialogs/FormDialog.tsx";
import { FormError } from "#common/ui/fields/FormError.tsx";
import { fieldError } from "#common/ui/fields/fieldErrors.ts";
import type { Group } from "../api.ts";
import { GRANTS } from "./grants.ts";
import { PickMany } from "./PickMany.tsx";
import type { Rule } from "./types.ts";

const EVERYONE = "EVERYONE";
const ANY = "*";

interface RuleDialogProps {
	/** The rules of the policy, in the API. */
	readonly at: string;
	/** The rule to change; none: a new one. */
	readonly rule: Rule | undefined;
	/** Names of the server's scopes, as far as they are known. */
	readonly scopes: readonly string[];
	readonly onClose: () => void;
}

/** Makes a rule of an access policy, or changes it. */
export const RuleDialog = ({ at, rule, scopes: known, onClose }: RuleDialogProps) => {
	const { people, grantTypes, scopes: limited } = rule?.conditions ?? {};
	const token = rule?.actions.token;
	const [name, setName] = useState(rule?.name ?? "");
	const [active, setActive] = useState(rule?.status !== "INACTIVE");
	const [grants, setGrants] = useState<string[]>([...(grantTypes?.include ?? ["authorization_code"])]);
	const [everyone, setEveryone] = useState(people?.groups.include.includes(EVERYONE) ?? true);
	const [groups, setGroups] = useState<string[]>((people?.groups.include ?? []).filter((id) => id !== EVERYONE));
	const [any, setAny] = useState(limited?.include.includes(ANY) ?? true);
	const [scopes, setScopes] = useState<string[]>((limited?.include ?? []).filter((scope) => scope !== ANY));
	const [access, setAccess] = useState<string | number>(token?.accessTokenLifetimeMinutes ?? 60);
	const [refresh, setRefresh] = useState<string | number>(token?.refreshTokenLifetimeMinutes ?? 0);
	const [idle, setIdle] = useState<string | number>(token?.refreshTokenWindowMinutes ?? 10_080);
	const save = useAction({
		act: () => {
			const body = {
				type: "RESOURCE_ACCESS",
				name,
				status: active ? "ACTIVE" : "INACTIVE",
				...(rule ? { priority: rule.priority } : {}),
				conditions: {
					people: {
						users: people?.users ?? { include: [], exclude: [] },
						groups: { include: everyone ? [EVERYONE] : groups, exclude: people?.groups.exclude ?? [] },
					},
					grantTypes: { include: grants },
					scopes: { include: any ? [ANY] : scopes },
				},
				actions: {
					token: {
						accessTokenLifetimeMinutes: access,
						refreshTokenLifetimeMinutes: refresh,
						refreshTokenWindowMinutes: idle,
					},
				},
			};
			return rule ? call("PUT", `${at}/${rule.id}`, body) : call("POST", at, body);
		},
		done: `${name} has been ${rule ? "saved" : "added"}.`,
		onDone: onClose,
	});
	const minutes = (label: string, field: string, value: string | number, set: (value: string | number) => void) => (
		<NumberInput
			label={label}
			min={0}
			allowDecimal={false}
			flex="1 1 150px"
			value={value}
			error={fieldError(save.error, field)}
			onChange={set}
		/>
	);
	return (
		<FormDialog
			opened
			size="lg"
			title={rule ? "Edit rule" : "Add rule"}
			submit={rule ? "Save" : "Add rule"}
			running={save.running}
			onSubmit={save.run}
			onClose={onClose}
		>
			<FormError
				error={save.error}
				fields={[
					"name",
					"grantTypes",
					"groups",
					"scopes",
					"accessTokenLifetimeMinutes",
					"refreshTokenLifetimeMinutes",
					"refreshTokenWindowMinutes",
				]}
			/>
			<TextInput
				label="Name"
				required
				data-autofocus
				maxLength={255}
				value={name}
				error={fieldError(save.error, "name")}
				onChange={(event) => setName(event.currentTarget.value)}
			/>
			<MultiSelect
				label="Grant types"
				required
				data={[...new Set([...Object.keys(GRANTS), ...grants])].map((value) => ({ value, label: GRANTS[value] ?? value }))}
				value={grants}
				error={fieldError(save.error, "grantTypes.include")}
				onChange={setGrants}
			/>
			<Checkbox
				label="Everyone who is assigned to the application"
				checked={everyone}
				onChange={(event) => setEveryone(event.currentTarget.checked)}
			/>
			{!everyone && (
				<PickMany<Group>
					label="Groups"
					from="/api/v1/groups"
					value={groups}
					name={({ profile }) => profile.name}
					error={fieldError(save.error, "groups")}
					onChange={setGroups}
				/>
			)}
			<Checkbox label="Any scope" checked={any} onChange={(event) => setAny(event.currentTarget.checked)} />
			{!any && (
				<TagsInput
					label="Scopes"
					data={[...known]}
					value={scopes}
					error={fieldError(save.error, "scopes.include")}
					onChange={setScopes}
				/>
			)}
			<Line gap="sm" align="flex-end">
				{minutes("Access token, minutes", "accessTokenLifetimeMinutes", access, setAccess)}
				{minutes("Refresh token, minutes (0: no end)", "refreshTokenLifetimeMinutes", refresh, setRefresh)}
				{minutes("Unused refresh token, minutes", "refreshTokenWindowMinutes", idle, setIdle)}
			</Line>
			<Checkbox label="Active" checked={active} onChange={(event) => setActive(event.currentTarget.checked)} />
		</FormDialog>
	);
};
