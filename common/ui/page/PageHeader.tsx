import { Group, Stack, Text, Title } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import { IconArrowLeft } from "@tabler/icons-react";
import { type ReactNode, useContext } from "react";
import { TextLink } from "../links.tsx";
import { Product } from "./product.ts";

export interface PageHeaderProps {
	readonly title: string;
	/** One sentence: what this page is for. */
	readonly description?: ReactNode;
	/** The list this page belongs to. */
	readonly back?: { readonly to: string; readonly label: string };
	/** Stands before the title, such as a logo. */
	readonly image?: ReactNode;
	/** Stands after the title, such as a status. */
	readonly badge?: ReactNode;
	/** Buttons, at the far end. */
	readonly actions?: ReactNode;
}

/** The head of a page: its one `h1`, which is the window's title too. */
export const PageHeader = ({ title, description, back, image, badge, actions }: PageHeaderProps) => {
	useDocumentTitle(`${title} · ${useContext(Product)}`);
	return (
		<Stack gap={8} mb="lg">
			{back && (
				<TextLink to={back.to} size="sm" w="fit-content">
					<Group component="span" gap={4} wrap="nowrap">
						<IconArrowLeft size={16} aria-hidden />
						{back.label}
					</Group>
				</TextLink>
			)}
			<Group justify="space-between" align="flex-start" gap="sm">
				<Stack gap={8} miw={0} flex="1 1 280px">
					<Group gap="sm" wrap="nowrap">
						{image}
						<Group gap="xs" miw={0}>
							<Title order={1} style={{ overflowWrap: "anywhere" }}>
								{title}
							</Title>
							{badge}
						</Group>
					</Group>
					{description && (
						<Text c="dimmed" maw={720}>
							{description}
						</Text>
					)}
				</Stack>
				{actions && <Group gap="xs">{actions}</Group>}
			</Group>
		</Stack>
	);
};
