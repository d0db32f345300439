import { MultiSelect, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { call } from "#common/ui/api/call.ts";
import { useAction } from "#common/ui/api/useAction.ts";
import { useList } from "#common/ui/api/useList.ts";
import { FormDialog } from "#common/ui/dialogs/FormDialog.tsx";
import { FormError } from "#common/ui/fields/FormError.tsx";
import { fieldError } from "#common/ui/fields/fieldErrors.ts";
import type { Group } from "../../api.ts";
import { type GroupRule, groupNamesOf } from "./rule.ts";

interface RuleDialogProps {
	/** The rule to change; none: a new one. */
	readonly rule?: GroupRule;
	readonly onClose: () => void;
}

const AT = "/api/v1/groups/rules";

/** Makes a group rule, or changes one that is not active. */
export const RuleDialog = ({ rule, onClose }: RuleDialogProps) => {
	const [name, setName] = useState(rule?.name ?? "");
	const [expression, setExpression] = useState(rule?.conditions.expression.value ?? "");
	const [groups, setGroups] = useState<readonly string[]>(
		rule ? groupNamesOf(rule).flatMap(({ id, name: there }) => (there === null ? [] : [id])) : [],
	);
	const save = useAction({
		act: () => {
			const body = {
				type: "group_rule",
				name: name.trim(),
				conditions: {
					people: rule?.conditions.people,
					expression: { value: expression.trim(), type: "urn:okta:expression:1.0" },
				},
				actions: { assignUserToGroups: { groupIds: groups } },
			};
			return rule ? call<GroupRule>("PUT", `${AT}/${rule.id}`, body) : call<GroupRule>("POST", AT, body);
		},
		done: `${name.trim()} has been ${rule ? "saved" : "added"}. It works once it is activated.`,
		onDone: onClose,
	});
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
			<FormError error={save.error} fields={["name", "value", "groupIds"]} />
			<TextInput
				label="Name"
				required
				data-autofocus
				maxLength={50}
				value={name}
				error={fieldError(save.error, "name")}
				onChange={(event) => setName(event.currentTarget.value)}
			/>
			<Textarea
				label="If"
				description={'An expression that is true of people, such as user.department == "Sales"'}
				required
				autosize
				minRows={2}
				maxLength={4000}
				spellCheck={false}
				styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
				value={expression}
				error={fieldError(save.error, "value")}
				onChange={(event) => setExpression(event.currentTarget.value)}
			/>
			<GroupsField rule={rule} value={groups} onChange={setGroups} error={fieldError(save.error, "groupIds")} />
		</FormDialog>
	);
};

interface GroupsFieldProps {
	readonly rule: GroupRule | undefined;
	readonly value: readonly string[];
	readonly onChange: (ids: readonly string[]) => void;
	readonly error: string | undefined;
}

/** Picks groups, found by how their names begin. */
const GroupsField = ({ rule, value, onChange, error }: GroupsFieldProps) => {
	const [q, setQ] = useState("");
	const [known, setKnown] = useState<Readonly<Record<string, string>>>(() =>
		Object.fromEntries(rule ? groupNamesOf(rule).map(({ id, name }) => [id, name ?? id]) : []),
	);
	const list = useList<Group>("/api/v1/groups", { q: q || undefined }, { limit: 50 });
	const found = list.items.filter(({ type }) => type !== "BUILT_IN");
	const labels = { ...known, ...Object.fromEntries(found.map(({ id, profile }) => [id, profile.name])) };
	const shown = [...new Set([...value, ...found.map(({ id }) => id)])];
	return (
		<MultiSelect
			label="Then put them into"
			required
			searchable
			data={shown.map((id) => ({ value: id, label: labels[id] ?? id }))}
			value={[...value]}
			error={error}
			searchValue={q}
			onSearchChange={setQ}
			// Below, it would cover the buttons that come next.
			comboboxProps={{ position: "top", middlewares: { flip: false } }}
			nothingFoundMessage={list.loading ? "Looking…" : "No group begins so"}
			onChange={(ids) => {
				setKnown(labels);
				onChange(ids);
			}}
		/>
	);
};
