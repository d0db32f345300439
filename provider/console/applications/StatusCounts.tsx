import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { call } from "#common/ui/api/call.ts";
import type { ApplicationStatus, Counts } from "../api.ts";

interface StatusCountsProps {
	readonly chosen: ApplicationStatus | undefined;
	readonly onChoose: (status: ApplicationStatus | undefined) => void;
}

const NAMES = [
	["ACTIVE", "Active"],
	["INACTIVE", "Inactive"],
] as const;

/** How many applications there are of each status; each count is also the filter for it, pressed again it is none. */
export const StatusCounts = ({ chosen, onChoose }: StatusCountsProps) => {
	const counts = useQuery({ queryKey: ["counts"], queryFn: () => call<Counts>("GET", "/api/v1/internal/counts") });
	return (
		<Button.Group aria-label="Status">
			{NAMES.map(([status, name]) => (
				<Button
					key={status}
					variant={chosen === status ? "light" : "default"}
					aria-pressed={chosen === status}
					onClick={() => onChoose(chosen === status ? undefined : status)}
				>
					{name}&nbsp;<strong>{counts.data?.applications[status] ?? "–"}</strong>
				</Button>
			))}
		</Button.Group>
	);
};
