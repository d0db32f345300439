import { Button, Group } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useAction } from "#common/ui/api/useAction.ts";
import { Card } from "#common/ui/page/Card.tsx";
import { Loaded } from "#common/ui/page/Loaded.tsx";
import { endOtherSessions, endSession, sessionsQuery } from "../calls.ts";
import { SessionList } from "./SessionList.tsx";

/** Where one is signed in, and the way out of each. */
export const SessionsCard = () => {
	const sessions = useQuery(sessionsQuery);
	const endOthers = useAction({ act: endOtherSessions, done: "The other sessions have ended.", errors: "notify" });
	const others = (sessions.data?.items ?? []).some(({ current }) => !current);
	return (
		<Card title="Sessions" description="Where you are signed in. End what you do not know.">
			<Loaded query={sessions}>{({ items }) => <SessionList items={items} end={endSession} />}</Loaded>
			{others && (
				<Group>
					<Button variant="default" loading={endOthers.running} onClick={() => endOthers.run()}>
						End all others
					</Button>
				</Group>
			)}
		</Card>
	);
};
