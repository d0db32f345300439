import { Group, Text } from "@mantine/core";
import { IconHelpCircle } from "@tabler/icons-react";
import type { Trouble } from "./preferences.ts";

/** What could not be told about a field, below it: it stops nothing, and may be why a sign-in fails later. */
export const Doubts = ({ of }: { of: readonly Trouble[] }) =>
	of.map(({ message }) => (
		<Group key={message} gap={6} mt={6} wrap="nowrap" align="flex-start">
			<IconHelpCircle size={16} aria-hidden style={{ flex: "none", marginTop: 2 }} />
			<Text size="sm">Could not tell: {message}</Text>
		</Group>
	));
