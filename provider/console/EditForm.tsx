import { Button, Group, Stack } from "@mantine/core";
import { type ReactNode, useEffect, useRef } from "react";

interface EditFormProps {
	readonly running: boolean;
	readonly onSubmit: () => void;
	readonly onCancel: () => void;
	readonly children: ReactNode;
}

/**
 * A form within a page: *Save* and *Cancel* at its end. The server says what is wrong, beside each field. The first field has
 * the focus; afterwards the button that stands in the card again.
 */
export const EditForm = ({ running, onSubmit, onCancel, children }: EditFormProps) => {
	const form = useRef<HTMLFormElement>(null);
	useEffect(() => {
		const card = form.current?.closest("section");
		form.current?.querySelector<HTMLElement>("input, select")?.focus();
		return () => card?.querySelector<HTMLElement>("button")?.focus();
	}, []);
	return (
		<form
			ref={form}
			noValidate
			onSubmit={(event) => {
				event.preventDefault();
				onSubmit();
			}}
		>
			<Stack gap="md">
				{children}
				<Group gap="xs" mt="xs">
					<Button type="submit" loading={running}>
						Save
					</Button>
					<Button variant="default" onClick={onCancel}>
						Cancel
					</Button>
				</Group>
			</Stack>
		</form>
	);
};
