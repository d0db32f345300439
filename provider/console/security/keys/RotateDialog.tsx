import { Alert, List, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { call, callList } from "#common/ui/api/call.ts";
import { useAction } from "#common/ui/api/useAction.ts";
import { ConfirmDialog } from "#common/ui/dialogs/ConfirmDialog.tsx";
import { Loaded } from "#common/ui/page/Loaded.tsx";
import { CREDENTIALS, type KeyReader } from "./types.ts";

const MOST_NAMED = 10;

/** Asks before the keys are rotated, and names the applications that may not know the next ones. */
export const RotateDialog = ({ onClose }: { readonly onClose: () => void }) => {
	const without = useQuery({
		queryKey: ["not-seen"],
		queryFn: () => callList<KeyReader>(`${CREDENTIALS}/readers?nextKey=NOT_SEEN&limit=${MOST_NAMED}`),
	});
	const rotate = useAction({
		act: () => call("POST", `${CREDENTIALS}/lifecycle/keyRotate`, { use: "sig" }),
		done: "The next keys sign from now on.",
		onDone: onClose,
	});
	return (
		<ConfirmDialog
			opened
			title="Rotate the signing keys?"
			confirm="Rotate now"
			danger={(without.data?.items.length ?? 0) > 0}
			running={rotate.running}
			error={rotate.error}
			onConfirm={rotate.run}
			onClose={onClose}
		>
			<Text size="sm" mb="sm">
				The next keys sign from now on, at every process within a second. What was signed before stays valid, and new next keys
				are published.
			</Text>
			<Loaded query={without}>
				{({ items, next }) =>
					items.length === 0 ? (
						<Text size="sm">Every application was seen to fetch the next keys.</Text>
					) : (
						<Alert color="yellow" icon={<IconAlertTriangle aria-hidden />} title="Not seen to have fetched the next keys">
							<List size="sm">
								{items.map(({ id, label }) => (
									<List.Item key={id}>{label}</List.Item>
								))}
								{next !== undefined && <List.Item>and more</List.Item>}
							</List>
							<Text size="sm" mt="xs">
								Nobody can sign in at an application that does not look for keys it does not know, until it fetches them again.
							</Text>
						</Alert>
					)
				}
			</Loaded>
		</ConfirmDialog>
	);
};
