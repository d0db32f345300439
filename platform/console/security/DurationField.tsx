import { Group, NativeSelect, NumberInput, Stack, Text } from "@mantine/core";
import { useId, useState } from "react";
import { BLANK, isBlank } from "./blank.ts";

const UNITS = { minutes: 1, hours: 60, days: 24 * 60 } as const;
type Unit = keyof typeof UNITS;

/** The largest unit in which `minutes` is whole. */
const unitOf = (minutes: number): Unit => (["days", "hours"] as const).find((unit) => minutes % UNITS[unit] === 0) ?? "minutes";

interface DurationFieldProps {
	readonly label: string;
	readonly description: string;
	/** Minutes; `null` where there is no limit, which only `optional` fields may have; blank where others are empty. */
	readonly value: number | null;
	readonly optional?: boolean;
	readonly disabled: boolean;
	readonly error: string | undefined;
	onChange(minutes: number | null): void;
}

/** A length of time in the unit in which people say it. */
export const DurationField = ({
	label,
	description,
	value,
	optional,
	disabled,
	error: refusal,
	onChange,
}: DurationFieldProps) => {
	const [chosen, setUnit] = useState<Unit>(value === null ? "hours" : unitOf(value));
	const empty = value === null || isBlank(value);
	// What somebody else saved meanwhile may not be whole in the unit that was chosen here.
	const unit = empty || value % UNITS[chosen] === 0 ? chosen : unitOf(value);
	const error = isBlank(value) ? BLANK : refusal;
	const id = useId();
	return (
		<Stack gap={4}>
			<Group gap="xs" align="flex-end" wrap="nowrap">
				<NumberInput
					label={label}
					description={description}
					aria-describedby={error === undefined ? undefined : id}
					value={empty ? "" : value / UNITS[unit]}
					placeholder={optional ? "No limit" : undefined}
					min={1}
					allowNegative={false}
					allowDecimal={false}
					disabled={disabled}
					error={error !== undefined}
					flex={1}
					onChange={(typed) => {
						if (typeof typed === "number") onChange(typed * UNITS[unit]);
						else onChange(optional ? null : Number.NaN);
					}}
				/>
				<NativeSelect
					aria-label={`Unit of ${label}`}
					value={unit}
					disabled={disabled}
					w={112}
					data={Object.keys(UNITS)}
					onChange={(event) => {
						const next = event.currentTarget.value as Unit;
						if (!empty) onChange(Math.max(1, Math.round(value / UNITS[unit])) * UNITS[next]);
						setUnit(next);
					}}
				/>
			</Group>
			{error !== undefined && (
				<Text size="xs" c="var(--mantine-color-error)" id={id} role="alert">
					{error}
				</Text>
			)}
		</Stack>
	);
};
