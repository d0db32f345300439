import { Text } from "@mantine/core";

interface PickCellProps {
	readonly name: string;
	readonly detail?: string | null | undefined;
}

/** A name with what tells it from its namesakes. */
export const PickCell = ({ name, detail }: PickCellProps) => (
	<>
		<Text size="sm" fw={550}>
			{name}
		</Text>
		{detail && (
			<Text size="xs" c="dimmed" lineClamp={2}>
				{detail}
			</Text>
		)}
	</>
);
