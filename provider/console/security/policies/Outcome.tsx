import { Checkbox, Group, NativeSelect, NumberInput, SegmentedControl, Stack, Text } from "@mantine/core";
import { fieldError } from "#common/ui/fields/fieldErrors.ts";
import type { RuleForm } from "./ruleForm.ts";
import type { FormPart } from "./WhenFields.tsx";
import { NAMEABLE } from "./words.ts";

const ACCESS = [
	{ value: "ALLOW", label: "Allow" },
	{ value: "DENY", label: "Deny" },
];
const PROMPTS = [
	{ value: "ALWAYS", label: "At every sign-in" },
	{ value: "SESSION", label: "Once in a session" },
	{ value: "DEVICE", label: "Once on a device" },
] as const;
const AGAIN = [
	{ value: "session", label: "While the session lasts, no other sign-in" },
	{ value: "after", label: "Sign in again after some time" },
	{ value: "each", label: "Sign in every time" },
] as const;
const WHICH = [
	{ value: "any", label: "Any method" },
	{ value: "phishing-resistant", label: "Phishing-resistant: a passkey or security key" },
	{ value: "chosen", label: "One of these methods" },
	{ value: "kept", label: "As the API says it" },
] as const;

const one = <T extends { readonly value: string }>(all: readonly T[], value: string): T["value"] | undefined =>
	all.find((each) => each.value === value)?.value;

const Access = ({ form, onChange }: FormPart) => (
	<div>
		<Text size="sm" fw={600} mb={4} aria-hidden>
			Then
		</Text>
		<SegmentedControl
			aria-label="Then"
			data={ACCESS}
			value={form.access}
			onChange={(value) => onChange({ access: value === "DENY" ? "DENY" : "ALLOW" })}
		/>
	</div>
);

interface MinutesProps extends FormPart {
	readonly label: string;
	readonly field: keyof RuleForm & ("deviceMinutes" | "againMinutes" | "lifetime" | "idle");
	/** What the API calls it. */
	readonly named: string;
}

const Minutes = ({ label, field, named, form, error, onChange }: MinutesProps) => (
	<NumberInput
		label={label}
		flex="1 1 180px"
		min={0}
		allowDecimal={false}
		value={form[field]}
		error={fieldError(error, named)}
		onChange={(value) => onChange({ [field]: value })}
	/>
);

/** What a rule of the organisation does. */
export const Outcome = (part: FormPart) => {
	const { form, onChange } = part;
	return (
		<Stack gap="sm">
			<Access {...part} />
			{form.access === "ALLOW" && (
				<>
					<Checkbox
						label="Ask for a second factor"
						checked={form.second}
						onChange={(event) => onChange({ second: event.currentTarget.checked })}
					/>
					{form.second && (
						<Group align="flex-start" gap="sm">
							<NativeSelect
								label="How often"
								flex="1 1 180px"
								data={[...PROMPTS]}
								value={form.prompt}
								onChange={({ currentTarget: { value } }) => onChange({ prompt: one(PROMPTS, value) ?? "ALWAYS" })}
							/>
							{form.prompt === "DEVICE" && (
								<Minutes {...part} label="Again after minutes" field="deviceMinutes" named="factorLifetime" />
							)}
						</Group>
					)}
					<Group align="flex-end" gap="sm">
						<Minutes {...part} label="Session ends after minutes (0: never)" field="lifetime" named="maxSessionLifetimeMinutes" />
						<Minutes {...part} label="Ends unused after minutes (0: never)" field="idle" named="maxSessionIdleMinutes" />
					</Group>
				</>
			)}
		</Stack>
	);
};

/** What a rule of an application's policy does. */
export const AppOutcome = (part: FormPart) => {
	const { form, onChange } = part;
	const which = WHICH.filter(({ value }) => value !== "kept" || form.which === "kept");
	return (
		<Stack gap="sm">
			<Access {...part} />
			{form.access === "ALLOW" && (
				<>
					<Checkbox
						label="Ask for two factors of different kinds"
						checked={form.second}
						onChange={(event) => onChange({ second: event.currentTarget.checked })}
					/>
					<NativeSelect
						label="Which method"
						data={which}
						value={form.which}
						onChange={({ currentTarget: { value } }) => onChange({ which: one(WHICH, value) ?? "any" })}
					/>
					{form.which === "chosen" && (
						<Checkbox.Group
							label="Methods"
							value={form.chosen}
							error={fieldError(part.error, "methods")}
							onChange={(chosen) => onChange({ chosen })}
						>
							{Object.entries(NAMEABLE).map(([value, label]) => (
								<Checkbox key={value} mt="xs" value={value} label={label} />
							))}
						</Checkbox.Group>
					)}
					<Group align="flex-start" gap="sm">
						<NativeSelect
							label="How often"
							flex="2 1 260px"
							data={[...AGAIN]}
							value={form.again}
							onChange={({ currentTarget: { value } }) => onChange({ again: one(AGAIN, value) ?? "session" })}
						/>
						{form.again === "after" && <Minutes {...part} label="After minutes" field="againMinutes" named="reauthenticateIn" />}
					</Group>
				</>
			)}
		</Stack>
	);
};
