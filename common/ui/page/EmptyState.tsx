import { Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";

export interface EmptyStateProps {
	readonly title: string;
	readonly description?: ReactNode;
	readonly icon?: ReactNode;
	/** A button that ends the emptiness. */
	readonly action?: ReactNode;
}

/** Says that there is nothing, and what would change that. */
export const EmptyState = ({ title, description, icon, action }: EmptyStateProps) => (
	<Stack align="center" gap={8} py={40} px="md" ta="center">
		{icon && (
			<Text c="dimmed" component="span" lh={1}>
				{icon}
			</Text>
		)}
		<Text fw={600}>{title}</Text>
		{description !== undefined && (
			<Text c="dimmed" size="sm" maw={440}>
				{description}
			</Text>
		)}
		{action}
	</Stack>
);
