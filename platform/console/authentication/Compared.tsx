import { Code, Group } from "@mantine/core";

interface ComparedProps {
	readonly expected?: string | undefined;
	readonly actual?: string | undefined;
}

/** What was expected and what was given, to the letter; fits inside a paragraph. Nothing where neither is known. */
export const Compared = ({ expected, actual }: ComparedProps) => (
	<>
		{expected !== undefined && <Line label="Expected" value={expected} />}
		{actual !== undefined && <Line label="Given" value={actual} />}
	</>
);

const Line = ({ label, value }: { label: string; value: string }) => (
	<Group component="span" gap={8} wrap="nowrap" align="baseline" fz="sm" c="var(--mantine-color-text)">
		<span style={{ flex: "0 0 68px" }}>{label}</span>
		<Code style={{ overflowWrap: "anywhere", whiteSpace: "pre-wrap" }}>{value || "(nothing)"}</Code>
	</Group>
);
