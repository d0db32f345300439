import { Code } from "@mantine/core";

/** An address as it was given, all of it, and never a link. */
export const Address = ({ uri }: { readonly uri: string }) => (
	<Code display="block" w="fit-content" maw="100%" mb={4} style={{ overflowWrap: "anywhere", unicodeBidi: "isolate" }}>
		{uri}
	</Code>
);
