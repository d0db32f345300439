import { NumberInput } from "@mantine/core";
import { BLANK, isBlank } from "./blank.ts";

interface DaysFieldProps {
	readonly label: string;
	readonly description?: string;
	readonly value: number;
	readonly min: number;
	readonly max: number;
	readonly disabled: boolean;
	readonly error: string | undefined;
	onChange(days: number): void;
}

/** A number of days, which may be blank while somebody types. */
export const DaysField = ({ value, error, onChange, ...props }: DaysFieldProps) => (
	<NumberInput
		{...props}
		value={isBlank(value) ? "" : value}
		allowDecimal={false}
		error={isBlank(value) ? BLANK : error}
		onChange={(typed) => onChange(typeof typed === "number" ? typed : Number.NaN)}
		maw={400}
	/>
);
