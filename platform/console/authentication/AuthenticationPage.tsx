import { Paper, SimpleGrid, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Loaded } from "#common/ui/page/Loaded.tsx";
import { Moment } from "#common/ui/page/Moment.tsx";
import { PageHeader } from "#common/ui/page/PageHeader.tsx";
import type { Configuration } from "../api.ts";
import { authenticationQuery } from "../calls.ts";
import { AttemptPanel } from "./AttemptPanel.tsx";
import { Guidance } from "./Guidance.tsx";
import { HealthState } from "./HealthState.tsx";
import { PreferencesForm } from "./PreferencesForm.tsx";
import { useAttempt } from "./useAttempt.ts";

/** *Manage* > *Admin* > *Authentication*. */
export const AuthenticationPage = () => (
	<Loaded query={useQuery(authenticationQuery)}>{(saved) => <Authentication saved={saved} />}</Loaded>
);

const Authentication = ({ saved }: { saved: Configuration }) => {
	const { attempt, underWay, save, check } = useAttempt();
	return (
		<>
			<PageHeader
				title="Authentication"
				description="How people sign in. New preferences are tried out before they take the place of the old ones."
				actions={saved.method === "openid-connect" && <HealthState health={saved.health} />}
			/>
			<SimpleGrid cols={{ base: 1, lg: 2 }} spacing="lg" style={{ alignItems: "start" }}>
				<Paper withBorder p={{ base: "md", sm: "lg" }}>
					<PreferencesForm saved={saved} attempt={attempt} busy={underWay !== undefined} save={save} check={check} />
					{saved.savedAt && (
						<Text size="sm" c="dimmed" mt="md">
							Saved <Moment at={saved.savedAt} />
							{saved.savedBy && ` by ${saved.savedBy}`}
						</Text>
					)}
				</Paper>
				{attempt || underWay ? <AttemptPanel attempt={attempt} underWay={underWay} /> : <Guidance />}
			</SimpleGrid>
		</>
	);
};
