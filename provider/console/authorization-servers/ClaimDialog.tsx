import { Checkbox, NativeSelect, TagsInput, TextInput } from "@mantine/core";
import { useState } from "react";
import { call } from "#common/ui/api/call.ts";
import { useAction } from "#common/ui/api/useAction.ts";
import { FormDialog } from "#common/ui/dialogs/FormDialog.tsx";
import { FormError } from "#common/ui/fields/FormError.tsx";
import { fieldError } from "#common/ui/fields/fieldErrors.ts";
import type { Claim, GroupFilterType } from "./types.ts";

interface ClaimDialogProps {
	/** The claims of the server, in the API. */
	readonly at: string;
	/** The claim to change; none: a new one. */
	readonly claim: Claim | undefined;
	/** Names of the server's scopes, as far as they are known. */
	readonly scopes: readonly string[];
	readonly onClose: () => void;
}

const TOKENS = [
	{ value: "RESOURCE", label: "Access token" },
	{ value: "IDENTITY", label: "ID token" },
];
const VALUES = [
	{ value: "EXPRESSION", label: "Expression" },
	{ value: "GROUPS", label: "Groups" },
];
const FILTERS = [
	{ value: "STARTS_WITH", label: "Starts with" },
	{ value: "EQUALS", label: "Equals" },
	{ value: "CONTAINS", label: "Contains" },
	{ value: "REGEX", label: "Matches regex" },
];

/** Makes a claim, or changes it. */
export const ClaimDialog = ({ at, claim, scopes: known, onClose }: ClaimDialogProps) => {
	const system = claim?.system ?? false;
	const [name, setName] = useState(claim?.name ?? "");
	const [claimType, setClaimType] = useState<Claim["claimType"]>(claim?.claimType ?? "RESOURCE");
	const [valueType, setValueType] = useState<Claim["valueType"]>(claim?.valueType ?? "EXPRESSION");
	const [filter, setFilter] = useState<GroupFilterType>(claim?.group_filter_type ?? "STARTS_WITH");
	const [value, setValue] = useState(claim?.value ?? "");
	const [scopes, setScopes] = useState<string[]>([...(claim?.conditions.scopes ?? [])]);
	const [active, setActive] = useState(claim?.status !== "INACTIVE");
	const [always, setAlways] = useState(claim?.alwaysIncludeInToken ?? true);
	const grouped = valueType === "GROUPS";
	const save = useAction({
		act: () => {
			const body = {
				name,
				status: active ? "ACTIVE" : "INACTIVE",
				claimType,
				valueType,
				value,
				...(grouped ? { group_filter_type: filter } : {}),
				conditions: { scopes },
				alwaysIncludeInToken: always,
			};
			return claim ? call("PUT", `${at}/${claim.id}`, body) : call("POST", at, body);
		},
		done: `${name} has been ${claim ? "saved" : "added"}.`,
		onDone: onClose,
	});
	return (
		<FormDialog
			opened
			title={claim ? "Edit claim" : "Add claim"}
			submit={claim ? "Save" : "Add claim"}
			running={save.running}
			onSubmit={save.run}
			onClose={onClose}
		>
			<FormError error={save.error} fields={["name", "value", "scopes"]} />
			<TextInput
				label="Name"
				required
				data-autofocus
				disabled={system}
				maxLength={255}
				value={name}
				error={fieldError(save.error, "name")}
				onChange={(event) => setName(event.currentTarget.value)}
			/>
			<NativeSelect
				label="Include in"
				disabled={system}
				value={claimType}
				data={TOKENS}
				onChange={(event) => setClaimType(event.currentTarget.value as Claim["claimType"])}
			/>
			{claimType === "IDENTITY" && (
				<Checkbox
					label="Always in the ID token"
					description="Otherwise it is at userinfo only, where an access token comes along."
					checked={always}
					onChange={(event) => setAlways(event.currentTarget.checked)}
				/>
			)}
			<NativeSelect
				label="Value type"
				disabled={system}
				value={valueType}
				data={VALUES}
				onChange={(event) => setValueType(event.currentTarget.value as Claim["valueType"])}
			/>
			{grouped && (
				<NativeSelect
					label="Names of groups"
					value={filter}
					data={FILTERS}
					onChange={(event) => setFilter(event.currentTarget.value as GroupFilterType)}
				/>
			)}
			<TextInput
				label="Value"
				description={
					grouped ? "Where more than 100 groups match, there is an error instead of a token." : "Such as user.department."
				}
				required
				maxLength={2000}
				value={value}
				error={fieldError(save.error, "value")}
				onChange={(event) => setValue(event.currentTarget.value)}
			/>
			{!system && (
				<>
					<TagsInput
						label="Scopes"
						description="With any of these; without one, always."
						data={[...known]}
						value={scopes}
						error={fieldError(save.error, "scopes")}
						onChange={setScopes}
					/>
					<Checkbox label="Active" checked={active} onChange={(event) => setActive(event.currentTarget.checked)} />
				</>
			)}
		</FormDialog>
	);
};
