import { Badge } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck, IconHelpCircle } from "@tabler/icons-react";
import type { Health } from "../api.ts";

const states = {
	ok: { words: "Provider answers", color: "pine", Icon: IconCircleCheck },
	failing: { words: "Provider is failing", color: "red", Icon: IconAlertTriangle },
	unknown: { words: "Provider not asked yet", color: "gray", Icon: IconHelpCircle },
} as const;

/** How the provider was doing when it was last needed. */
export const HealthState = ({ health }: { health: Health }) => {
	const { words, color, Icon } = states[health.status];
	return (
		<Badge color={color} tt="none" size="lg" leftSection={<Icon size={16} aria-hidden />}>
			{words}
		</Badge>
	);
};
