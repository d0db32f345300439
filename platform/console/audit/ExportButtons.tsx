import { Button, Group } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { withQuery } from "#common/ui/api/call.ts";
import { type Filters, queryOf } from "./filters.ts";

/** Takes away what the filters leave, as a file. */
export const ExportButtons = ({ filters }: { filters: Filters }) => (
	<Group gap="xs">
		{(["csv", "json"] as const).map((format) => (
			<Button
				key={format}
				component="a"
				href={withQuery("/api/v0/audit/export", { ...queryOf(filters), format })}
				variant="default"
				size="xs"
				leftSection={<IconDownload size={16} aria-hidden />}
			>
				Export {format.toUpperCase()}
			</Button>
		))}
	</Group>
);
