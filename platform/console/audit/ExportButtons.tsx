import { Button, Group } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { saveFile, withQuery } from "#common/ui/api/call.ts";
import { useAction } from "#common/ui/api/useAction.ts";
import { type Filters, queryOf } from "./filters.ts";

/** Takes away what the filters leave, as a file. */
export const ExportButtons = ({ filters }: { filters: Filters }) => (
	<Group gap="xs">
		<ExportButton filters={filters} format="csv" />
		<ExportButton filters={filters} format="json" />
	</Group>
);

const ExportButton = ({ filters, format }: { readonly filters: Filters; readonly format: "csv" | "json" }) => {
	// Not a link: where the export is refused, that would lead out of the console. The server says how long a file may be.
	const { run, running } = useAction({
		act: () => saveFile(withQuery("/api/v0/audit/export", { ...queryOf(filters), format })),
		errors: "notify",
	});
	return (
		<Button
			variant="default"
			size="xs"
			loading={running}
			leftSection={<IconDownload size={16} aria-hidden />}
			onClick={() => run()}
		>
			Export {format.toUpperCase()}
		</Button>
	);
};
