import { Group, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { call } from "#common/ui/api/call.ts";
import { Card } from "#common/ui/page/Card.tsx";
import { Loaded } from "#common/ui/page/Loaded.tsx";
import { ReaderReason, ReaderState } from "../../security/keys/ReaderState.tsx";
import type { KeyReader } from "../../security/keys/types.ts";

/** Whether an application has fetched the key that signs its ID tokens after the next rotation. */
export const NextKeyCard = ({ id }: { readonly id: string }) => {
	const found = useQuery({
		queryKey: ["next-key", id],
		queryFn: () => call<{ readonly reader: KeyReader | null }>("GET", `/api/v1/internal/apps/${id}/nextKey`),
	});
	return (
		<Card
			title="Next signing key"
			description="Whether this application has fetched the key that signs its ID tokens after the next rotation."
		>
			<Loaded query={found}>
				{({ reader }) =>
					reader ? (
						<Group gap="xs">
							<ReaderState reader={reader} />
							<ReaderReason reader={reader} />
						</Group>
					) : (
						<Text size="sm" c="dimmed">
							The application is not active.
						</Text>
					)
				}
			</Loaded>
		</Card>
	);
};
