import { Badge } from "@mantine/core";
import { IconCircleCheckFilled, IconCircleXFilled, IconHelpCircleFilled } from "@tabler/icons-react";
import type { Check } from "../api.ts";

const verdicts = {
	verified: { word: "Verified", color: "pine", Icon: IconCircleCheckFilled },
	refused: { word: "Refused", color: "red", Icon: IconCircleXFilled },
	"could-not-tell": { word: "Could not tell", color: "gray", Icon: IconHelpCircleFilled },
} as const;

/** The verdict in a word and a sign, so that colour alone says nothing. */
export const Verdict = ({ of }: { of: Check["verdict"] }) => {
	const { word, color, Icon } = verdicts[of];
	return (
		<Badge color={color} tt="none" size="lg" leftSection={<Icon size={16} aria-hidden />} flex="none">
			{word}
		</Badge>
	);
};
