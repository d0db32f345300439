import { NativeSelect, NumberInput } from "@mantine/core";
import { useState } from "react";
import { call } from "#common/ui/api/call.ts";
import { useAction } from "#common/ui/api/useAction.ts";
import { FormError } from "#common/ui/fields/FormError.tsx";
import { fieldError } from "#common/ui/fields/fieldErrors.ts";
import { EditForm } from "../../EditForm.tsx";
import { CREDENTIALS, type KeyPolicy } from "./types.ts";

const DAYS = ["rotationDays", "publishedDays", "addressDays"] as const;
const FIELDS: Readonly<Record<(typeof DAYS)[number], readonly [label: string, description: string, most: number]>> = {
	rotationDays: ["Days between rotations", "1 to 365.", 365],
	publishedDays: ["Days that a key is published before it signs", "Longer than applications keep a copy of the keys.", 90],
	addressDays: ["Days that addresses are remembered", "From which applications ask for tokens and fetch keys.", 365],
};

/** Changes how signing keys are rotated. */
export const PolicyForm = ({ policy, onClose }: { readonly policy: KeyPolicy; readonly onClose: () => void }) => {
	const [mode, setMode] = useState(policy.rotationMode);
	const [days, setDays] = useState<Readonly<Record<string, number | string>>>({ ...policy } as never);
	const save = useAction({
		act: () =>
			call("POST", `${CREDENTIALS}/policy`, {
				rotationMode: mode,
				...Object.fromEntries(DAYS.map((name) => [name, Number(days[name])])),
			}),
		done: "The rotation has been saved.",
		onDone: onClose,
	});
	return (
		<EditForm running={save.running} onSubmit={save.run} onCancel={onClose}>
			<FormError error={save.error} fields={DAYS} />
			<NativeSelect
				label="Rotation"
				value={mode}
				data={[
					{ value: "AUTO", label: "By itself" },
					{ value: "MANUAL", label: "By hand" },
				]}
				onChange={(event) => setMode(event.currentTarget.value as KeyPolicy["rotationMode"])}
			/>
			{DAYS.map((name) => {
				const [label, description, most] = FIELDS[name];
				return (
					<NumberInput
						key={name}
						label={label}
						description={description}
						min={1}
						max={most}
						allowDecimal={false}
						value={days[name] ?? ""}
						error={fieldError(save.error, name)}
						onChange={(value) => setDays({ ...days, [name]: value })}
					/>
				);
			})}
		</EditForm>
	);
};
