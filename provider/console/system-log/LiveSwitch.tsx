import { Group, Switch, Text } from "@mantine/core";
import type { Tail } from "./useTail.ts";

const WORDS: Readonly<Record<Tail["state"], string>> = {
	off: "",
	live: "New events appear at the top.",
	hidden: "Rests while nobody can see this page.",
	unreachable: "The server cannot be reached; trying again.",
};

interface LiveSwitchProps {
	readonly on: boolean;
	readonly state: Tail["state"];
	/** How many have come. */
	readonly fresh: number;
	/** Why there is nothing to follow. */
	readonly disabled: boolean;
	readonly onChange: (on: boolean) => void;
}

/** Follows the log, and says how that goes. */
export const LiveSwitch = ({ on, state, fresh, disabled, onChange }: LiveSwitchProps) => (
	<Group mb="md" gap="sm" mih={26}>
		<Switch label="Live tail" checked={on} disabled={disabled} onChange={(event) => onChange(event.currentTarget.checked)} />
		<Text size="sm" c="dimmed" role="status">
			{disabled ? "A time range that has ended gets no new events." : WORDS[state]}
			{state === "live" && fresh > 0 && ` ${fresh} so far.`}
		</Text>
	</Group>
);
