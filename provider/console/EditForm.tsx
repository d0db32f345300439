import { Button, Group, Stack } from "@mantine/core";
import type { ReactNode } from "react";

interface EditFormProps {
	readonly running: boolean;
	readonly onSubmit: () => void;
	readonly onCancel: () => void;
	readonly children: ReactNode;
}

/** A form within a page: *Save* and *Cancel* at its end. The server says what is wrong, beside each field. */
export const EditForm = ({ running, onSubmit, onCancel, children }: EditFormProps) => (
	<form
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
