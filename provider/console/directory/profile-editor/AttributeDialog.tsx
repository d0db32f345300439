import { Checkbox, Group, NativeSelect, NumberInput, TagsInput, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { call } from "#common/ui/api/call.ts";
import { useAction } from "#common/ui/api/useAction.ts";
import { FormDialog } from "#common/ui/dialogs/FormDialog.tsx";
import { FormError } from "#common/ui/fields/FormError.tsx";
import { fieldError } from "#common/ui/fields/fieldErrors.ts";
import { ACCESS, type Attribute, type Definition, SCHEMA, TYPES } from "./attribute.ts";
import { definitionOf, draftOf } from "./draft.ts";

interface AttributeDialogProps {
	/** The attribute to change; none: a new one. */
	readonly attribute?: Attribute;
	readonly onClose: () => void;
}

/** Defines an attribute, or changes its definition. Its name and its type stay. */
export const AttributeDialog = ({ attribute, onClose }: AttributeDialogProps) => {
	const [draft, setDraft] = useState(() => draftOf(attribute));
	const name = draft.name.trim();
	const save = useAction({
		act: () =>
			call("POST", SCHEMA, { definitions: { custom: { properties: { [name]: definitionOf(draft, attribute?.definition) } } } }),
		done: `${draft.title.trim() || name} has been ${attribute ? "saved" : "added"}.`,
		onDone: onClose,
	});
	const change = (part: Partial<typeof draft>) => setDraft({ ...draft, ...part });
	const limited = draft.type === "string";
	const choosable = draft.type !== "boolean" && draft.type !== "array";
	return (
		<FormDialog
			opened
			title={attribute ? "Edit attribute" : "Add attribute"}
			submit={attribute ? "Save" : "Add attribute"}
			running={save.running}
			disabled={name === ""}
			onSubmit={save.run}
			onClose={onClose}
		>
			<FormError error={save.error} fields={[name]} />
			<TextInput
				label="Label"
				required
				data-autofocus
				maxLength={100}
				value={draft.title}
				onChange={({ currentTarget }) => change({ title: currentTarget.value })}
			/>
			<TextInput
				label="Name"
				description="What claims, rules, searches and the API call it. It cannot be changed later."
				required
				disabled={attribute !== undefined}
				maxLength={100}
				autoComplete="off"
				value={draft.name}
				error={name === "" ? undefined : fieldError(save.error, `properties.${name}`)}
				onChange={({ currentTarget }) => change({ name: currentTarget.value })}
			/>
			<NativeSelect
				label="Type"
				disabled={attribute !== undefined}
				data={TYPES.map(([value, label]) => ({ value, label }))}
				value={draft.type}
				onChange={({ currentTarget }) => change({ type: currentTarget.value as Definition["type"], choices: [] })}
			/>
			<Textarea
				label="Description"
				autosize
				minRows={1}
				maxLength={1000}
				value={draft.description}
				onChange={({ currentTarget }) => change({ description: currentTarget.value })}
			/>
			{limited && (
				<Group grow>
					<NumberInput
						label="Shortest"
						min={0}
						max={1024}
						allowDecimal={false}
						value={draft.minLength}
						onChange={(minLength) => change({ minLength })}
					/>
					<NumberInput
						label="Longest"
						min={1}
						max={1024}
						allowDecimal={false}
						placeholder="1024"
						value={draft.maxLength}
						onChange={(maxLength) => change({ maxLength })}
					/>
				</Group>
			)}
			{choosable && (
				<TagsInput
					label="Only these values"
					description="Press Enter after each. Without any, every value of the type will do."
					value={[...draft.choices]}
					onChange={(choices) => change({ choices })}
				/>
			)}
			<NativeSelect
				label="The person's own"
				description="What people may do with their own value in My account."
				data={ACCESS.map(([value, label]) => ({ value, label }))}
				value={draft.access}
				onChange={({ currentTarget }) => change({ access: currentTarget.value as typeof draft.access })}
			/>
			<Checkbox
				label="Required"
				description="Profiles cannot be saved without it. People who are here already keep what they have until then."
				checked={draft.required}
				onChange={({ currentTarget }) => change({ required: currentTarget.checked })}
			/>
		</FormDialog>
	);
};
