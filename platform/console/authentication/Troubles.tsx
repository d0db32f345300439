import { Button, Stack } from "@mantine/core";
import type { Preferences } from "../api.ts";
import { Compared } from "./Compared.tsx";
import { type Trouble, take } from "./preferences.ts";

interface TroublesProps {
	readonly of: readonly Trouble[];
	change(part: Partial<Preferences>): void;
}

/** Why a field was refused, beside that field, with what would hold as one click. */
export const Troubles = ({ of, change }: TroublesProps) => (
	<Stack gap={8} component="span">
		{of.map(({ message, expected, actual, suggestion }) => (
			<Stack gap={4} key={message} component="span">
				<span>{message}</span>
				<Compared expected={expected} actual={actual} />
				{suggestion && (
					<span>
						<Button size="compact-sm" variant="default" onClick={() => change(take(suggestion))}>
							{suggestion.label}
						</Button>
					</span>
				)}
			</Stack>
		))}
	</Stack>
);
