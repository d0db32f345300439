import { Checkbox, NumberInput, SimpleGrid } from "@mantine/core";
import { useState } from "react";
import { fieldError } from "#common/ui/fields/fieldErrors.ts";
import { PolicyDialog, type PolicyDialogProps } from "./PolicyDialog.tsx";
import { FLAGS, formOf, NUMBERS, settingsOf } from "./passwordForm.ts";

const last = (path: string): string => path.split(".").at(-1) ?? "";

/** Makes a password policy, or changes what it says. */
export const PasswordDialog = (props: PolicyDialogProps) => {
	const [form, setForm] = useState(() => formOf(props.policy));
	return (
		<PolicyDialog {...props} settings={() => settingsOf(form, props.policy)} fields={NUMBERS.map(([path]) => last(path))}>
			{(error) => (
				<>
					<SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm" style={{ alignItems: "end" }}>
						{NUMBERS.map(([path, label]) => (
							<NumberInput
								key={path}
								label={label}
								min={0}
								allowDecimal={false}
								value={form[path] as number | string}
								error={fieldError(error, last(path))}
								onChange={(value) => setForm((before) => ({ ...before, [path]: value }))}
							/>
						))}
					</SimpleGrid>
					{FLAGS.map(([path, label]) => (
						<Checkbox
							key={path}
							label={label}
							checked={form[path] === true}
							onChange={({ currentTarget: { checked } }) => setForm((before) => ({ ...before, [path]: checked }))}
						/>
					))}
				</>
			)}
		</PolicyDialog>
	);
};
