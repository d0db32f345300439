import { Text } from "@mantine/core";

const FORM = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
const EXACT = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });

interface MomentProps {
	/** ISO 8601; `null` where it never happened. */
	readonly at: string | null | undefined;
	/** What stands for `null`. */
	readonly never?: string;
	/** With seconds. */
	readonly exact?: boolean;
}

/** A moment in the reader's own time zone and habit; its tooltip says it in UTC. */
export const Moment = ({ at, never = "Never", exact = false }: MomentProps) =>
	at ? (
		<time dateTime={at} title={at}>
			{(exact ? EXACT : FORM).format(new Date(at))}
		</time>
	) : (
		<Text component="span" c="dimmed" inherit>
			{never}
		</Text>
	);
