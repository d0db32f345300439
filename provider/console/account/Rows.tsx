import { Divider, Group, Stack, Text } from "@mantine/core";
import { Children, Fragment, type ReactNode } from "react";

interface RowsProps<T> {
	readonly of: readonly T[];
	readonly children: (item: T) => ReactNode;
}

/** A list of things with a line between them. */
export const Rows = <T extends { readonly id: string }>({ of, children }: RowsProps<T>) => (
	<Stack component="ul" gap="sm" p={0} m={0} style={{ listStyle: "none" }}>
		{of.map((item, place) => (
			<li key={item.id}>
				{place > 0 && <Divider mb="sm" />}
				{children(item)}
			</li>
		))}
	</Stack>
);

interface RowWithProps {
	readonly title: ReactNode;
	readonly image?: ReactNode;
	readonly badge?: ReactNode;
	readonly action?: ReactNode;
	/** Facts about it, which become one line; those that are empty are left out. */
	readonly children?: ReactNode;
}

/** One thing of such a list: what it is called, what is known of it, and what can be done. */
export const RowWith = ({ title, image, badge, action, children }: RowWithProps) => {
	const facts = Children.toArray(children);
	return (
		<Group justify="space-between" wrap="nowrap" align="flex-start" gap="sm">
			<Group wrap="nowrap" gap="sm" miw={0} align="flex-start">
				{image}
				<div style={{ minWidth: 0 }}>
					<Group gap={8}>
						<Text fw={600} size="sm" style={{ overflowWrap: "anywhere" }}>
							{title}
						</Text>
						{badge}
					</Group>
					<Text size="sm" c="dimmed" style={{ overflowWrap: "anywhere" }}>
						{facts.map((fact, place) => (
							// biome-ignore lint/suspicious/noArrayIndexKey: facts of one thing never change places.
							<Fragment key={place}>
								{place > 0 && " · "}
								{fact}
							</Fragment>
						))}
					</Text>
				</div>
			</Group>
			{action && (
				<Group gap="xs" wrap="nowrap" style={{ flex: "none" }}>
					{action}
				</Group>
			)}
		</Group>
	);
};
