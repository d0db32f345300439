import { Button, Group, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useAction } from "#common/ui/api/useAction.ts";
import { Dialog } from "#common/ui/dialogs/Dialog.tsx";
import { Loaded } from "#common/ui/page/Loaded.tsx";
import { SessionList } from "../account/SessionList.tsx";
import type { User } from "../api.ts";
import { endSessionOf, endSessionsOf, sessionsQueryOf } from "../calls.ts";
import { useMe } from "../me.ts";

/** Where somebody else is signed in, for whoever looks after users; they are told why, if they come back. */
export const SessionsDialog = ({ user, onClose }: { readonly user: User; readonly onClose: () => void }) => {
	const me = useMe();
	// That account is nobody else's.
	const mayEnd = user.id === me.id || !user.roles.includes("site-admin");
	const endAll = useAction({ act: () => endSessionsOf(user.id), done: "The sessions have ended.", errors: "notify" });
	return (
		<Dialog opened onClose={onClose} title={`Sessions of ${user.name}`} size="lg">
			<Loaded query={useQuery(sessionsQueryOf(user.id))}>
				{({ items }) => (
					<Stack gap="md">
						{items.length === 0 ? (
							<Text size="sm">{user.name} is signed in nowhere.</Text>
						) : (
							<SessionList items={items} end={mayEnd ? (id) => endSessionOf(user.id, id) : undefined} />
						)}
						<Group justify="flex-end">
							{mayEnd && items.some(({ current }) => !current) && (
								<Button variant="default" loading={endAll.running} onClick={() => endAll.run()}>
									End all
								</Button>
							)}
							<Button onClick={onClose}>Done</Button>
						</Group>
					</Stack>
				)}
			</Loaded>
		</Dialog>
	);
};
