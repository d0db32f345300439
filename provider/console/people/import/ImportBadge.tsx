import { Badge } from "@mantine/core";
import type { ImportStatus } from "./types.ts";

const LOOKS: Readonly<Record<ImportStatus, readonly [color: string, text: string]>> = {
	UPLOADING: ["yellow", "Upload unfinished"],
	UPLOADED: ["gray", "Uploaded"],
	CHECKING: ["yellow", "Checking"],
	CHECKED: ["gray", "Checked"],
	RUNNING: ["yellow", "Importing"],
	COMPLETE: ["pine", "Complete"],
	CANCELLED: ["gray", "Cancelled"],
	FAILED: ["red", "Stopped"],
};

export const ImportBadge = ({ status }: { readonly status: ImportStatus }) => {
	const [color, text] = LOOKS[status];
	return (
		<Badge color={color} tt="none" miw="fit-content">
			{text}
		</Badge>
	);
};
