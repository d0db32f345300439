import { Group, NativeSelect, TextInput } from "@mantine/core";
import { useState } from "react";
import { call } from "#common/ui/api/call.ts";
import { useAction } from "#common/ui/api/useAction.ts";
import { FormError } from "#common/ui/fields/FormError.tsx";
import { fieldError } from "#common/ui/fields/fieldErrors.ts";
import type { IdTokenSettings } from "../../api.ts";
import { EditForm } from "../../EditForm.tsx";
import { ALGORITHMS, FILTERS, isAlgorithm, isFilter } from "./choices.ts";

interface IdTokenFormProps {
	readonly at: string;
	readonly settings: IdTokenSettings;
	readonly onClose: () => void;
}

const options = (labels: Readonly<Record<string, string>>) => Object.entries(labels).map(([value, label]) => ({ value, label }));

/** Edits what the ID token is signed with and which groups it names. */
export const IdTokenForm = ({ at, settings, onClose }: IdTokenFormProps) => {
	const [signingAlgorithm, setAlgorithm] = useState(settings.signingAlgorithm);
	const [groupFilterType, setFilter] = useState(settings.groupFilterType);
	const [value, setValue] = useState(settings.value);
	const save = useAction({
		act: () =>
			call("POST", at, { issuerMode: "ORG_URL", valueType: "GROUPS", name: "groups", groupFilterType, value, signingAlgorithm }),
		done: "The settings have been saved.",
		onDone: onClose,
	});
	return (
		<EditForm running={save.running} onSubmit={save.run} onCancel={onClose}>
			<FormError error={save.error} fields={["signingAlgorithm", "groupFilterType", "value"]} />
			<NativeSelect
				label="Signing algorithm"
				data={options(ALGORITHMS)}
				value={signingAlgorithm}
				error={fieldError(save.error, "signingAlgorithm")}
				onChange={({ currentTarget }) => isAlgorithm(currentTarget.value) && setAlgorithm(currentTarget.value)}
			/>
			<Group align="flex-start" gap="sm">
				<NativeSelect
					flex="1 1 180px"
					label="Groups claim filter"
					data={options(FILTERS)}
					value={groupFilterType}
					error={fieldError(save.error, "groupFilterType")}
					onChange={({ currentTarget }) => isFilter(currentTarget.value) && setFilter(currentTarget.value)}
				/>
				{groupFilterType !== "NONE" && (
					<TextInput
						flex="2 1 240px"
						label="Group name"
						placeholder={groupFilterType === "REGEX" ? ".*" : ""}
						maxLength={255}
						value={value}
						error={fieldError(save.error, "value")}
						onChange={(event) => setValue(event.currentTarget.value)}
					/>
				)}
			</Group>
		</EditForm>
	);
};
