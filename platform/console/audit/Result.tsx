import { Badge } from "@mantine/core";
import { IconAlertTriangle, IconBan, IconCheck } from "@tabler/icons-react";
import type { AuditResult } from "../api.ts";

const results = {
	success: { word: "Success", color: "pine", Icon: IconCheck },
	failure: { word: "Failure", color: "red", Icon: IconAlertTriangle },
	denied: { word: "Denied", color: "yellow", Icon: IconBan },
} as const;

/** As the options of a drop-down. */
export const resultOptions = Object.entries(results).map(([value, { word }]) => ({ value, label: word }));

/** How it ended, in a word and a sign. */
export const Result = ({ of }: { of: AuditResult }) => {
	const { word, color, Icon } = results[of];
	return (
		<Badge color={color} tt="none" leftSection={<Icon size={14} aria-hidden />}>
			{word}
		</Badge>
	);
};
