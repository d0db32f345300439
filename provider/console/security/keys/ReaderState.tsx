import { Badge, Text } from "@mantine/core";
import { Moment } from "#common/ui/page/Moment.tsx";
import type { KeyReader } from "./types.ts";

const BADGES: Readonly<Record<KeyReader["nextKey"], readonly [color: string, text: string]>> = {
	NAMED: ["pine", "By its client ID"],
	ADDRESS: ["pine", "By its address"],
	NOT_SEEN: ["yellow", "Not seen"],
};

/** Whether an application has read the next keys. */
export const ReaderState = ({ reader }: { readonly reader: KeyReader }) => {
	const [color, text] = BADGES[reader.nextKey];
	return (
		<Badge color={color} tt="none" miw="fit-content">
			{text}
		</Badge>
	);
};

/** By what that is known. */
export const ReaderReason = ({ reader }: { readonly reader: KeyReader }) => (
	<Text size="sm" c="dimmed" style={{ overflowWrap: "anywhere" }}>
		<Reason reader={reader} />
	</Text>
);

const Reason = ({ reader: { nextKey, fetch, lastTokenRequest, hasBackEnd } }: { readonly reader: KeyReader }) => {
	if (fetch && nextKey === "NAMED")
		return (
			<>
				The fetch named its client ID: <Moment at={fetch.seen} />, from {fetch.address}
			</>
		);
	if (fetch)
		return (
			<>
				From {fetch.address}, where it also asks for tokens: <Moment at={fetch.seen} />
			</>
		);
	if (!hasBackEnd) return "It has no back end to be known by: only a fetch that names its client ID is seen.";
	if (lastTokenRequest === null) return "It has asked for no tokens lately.";
	return (
		<>
			It last asked for tokens <Moment at={lastTokenRequest} />
		</>
	);
};
