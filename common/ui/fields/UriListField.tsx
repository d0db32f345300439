import { ActionIcon, Button, Fieldset, Group, Stack, Text, TextInput } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { type ReactNode, useRef } from "react";

interface UriListFieldProps {
	/** Names the list, such as `Login redirect URIs`; each field is `<label> 1`, `<label> 2`, ... */
	readonly label: string;
	readonly description?: ReactNode;
	readonly placeholder?: string;
	/** One entry per field; empty ones are the caller's to leave out. */
	readonly value: readonly string[];
	readonly onChange: (value: readonly string[]) => void;
	/** What is wrong with the field at this place, and with the list as a whole. */
	readonly errorAt?: (place: number) => string | undefined;
	readonly error?: string | undefined;
}

/** A list of addresses, one field each. */
export const UriListField = ({ label, description, placeholder, value, onChange, errorAt, error }: UriListFieldProps) => {
	const add = useRef<HTMLButtonElement>(null);
	// The button that removes the last field goes with it, and must not take the focus along.
	const remove = (place: number) => {
		if (place === value.length - 1) add.current?.focus();
		onChange(value.toSpliced(place, 1));
	};
	return (
		<Fieldset legend={label} mx={0} variant="unstyled" styles={{ legend: { fontSize: 14, fontWeight: 550, marginBottom: 4 } }}>
			<Stack gap="xs" align="stretch">
				{description !== undefined && (
					<Text size="xs" c="dimmed">
						{description}
					</Text>
				)}
				{value.map((uri, place) => (
					// biome-ignore lint/suspicious/noArrayIndexKey: a field is known by its place; what stands in it changes with each key
					<Group key={place} gap="xs" wrap="nowrap" align="flex-start">
						<TextInput
							flex={1}
							type="url"
							inputMode="url"
							spellCheck={false}
							maxLength={2000}
							aria-label={`${label} ${place + 1}`}
							placeholder={placeholder}
							value={uri}
							error={errorAt?.(place)}
							onChange={(event) => onChange(value.with(place, event.currentTarget.value))}
						/>
						<ActionIcon
							variant="subtle"
							color="gray"
							size={36}
							aria-label={`Remove URI ${place + 1}`}
							onClick={() => remove(place)}
						>
							<IconTrash size={18} aria-hidden />
						</ActionIcon>
					</Group>
				))}
				{error !== undefined && (
					<Text size="xs" c="var(--mantine-color-error)" role="alert">
						{error}
					</Text>
				)}
				<Button
					ref={add}
					variant="default"
					size="xs"
					w="fit-content"
					leftSection={<IconPlus size={16} aria-hidden />}
					onClick={() => onChange([...value, ""])}
				>
					Add URI
				</Button>
			</Stack>
		</Fieldset>
	);
};
