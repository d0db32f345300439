import { Group, Paper, Stack, Text, Title } from "@mantine/core";
import { type ReactNode, useId } from "react";

export interface CardProps {
	readonly title: string;
	readonly description?: ReactNode;
	/** Buttons, at the far end of the title's line. */
	readonly actions?: ReactNode;
	readonly children: ReactNode;
}

/** A titled section of a page. */
export const Card = ({ title, description, actions, children }: CardProps) => {
	const id = useId();
	return (
		<Paper component="section" withBorder p={{ base: "md", sm: "lg" }} aria-labelledby={id}>
			<Stack gap="md">
				<Group justify="space-between" align="flex-start" gap="sm">
					<Stack gap={4} miw={0} flex="1 1 220px">
						<Title order={2} id={id}>
							{title}
						</Title>
						{description !== undefined && (
							<Text c="dimmed" size="sm">
								{description}
							</Text>
						)}
					</Stack>
					{actions && (
						<Group gap="xs" wrap="nowrap">
							{actions}
						</Group>
					)}
				</Group>
				{children}
			</Stack>
		</Paper>
	);
};
