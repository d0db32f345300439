import { NativeSelect } from "@mantine/core";
import { useState } from "react";
import { CHOICES, formOf, KINDS, settingsOf } from "./enrolmentForm.ts";
import { PolicyDialog, type PolicyDialogProps } from "./PolicyDialog.tsx";

/** Makes a policy of enrolment, or changes what it says. */
export const EnrolmentDialog = (props: PolicyDialogProps) => {
	const [form, setForm] = useState(() => formOf(props.policy));
	return (
		<PolicyDialog {...props} settings={() => settingsOf(form, props.policy)}>
			{() =>
				KINDS.map(({ kind, label }) => (
					<NativeSelect
						key={kind}
						label={label}
						data={[...CHOICES]}
						value={form[kind] ?? "OPTIONAL"}
						onChange={({ currentTarget: { value } }) => setForm((before) => ({ ...before, [kind]: value }))}
					/>
				))
			}
		</PolicyDialog>
	);
};
