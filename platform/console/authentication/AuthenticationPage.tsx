import { Button, Paper, SimpleGrid, Space, Stack, Text } from "@mantine/core";
import { IconPlugConnected } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Loaded } from "#common/ui/page/Loaded.tsx";
import { Moment } from "#common/ui/page/Moment.tsx";
import { PageHeader } from "#common/ui/page/PageHeader.tsx";
import { useUnsaved } from "#common/ui/page/unsaved.ts";
import type { Configuration, Preferences } from "../api.ts";
import { authenticationQuery } from "../calls.ts";
import { useMe } from "../me.ts";
import { mayManage } from "../roles.ts";
import { AttemptPanel } from "./AttemptPanel.tsx";
import { ConnectDialog } from "./ConnectDialog.tsx";
import { Guidance } from "./Guidance.tsx";
import { HealthState } from "./HealthState.tsx";
import { HistoryCard } from "./HistoryCard.tsx";
import { PreferencesForm } from "./PreferencesForm.tsx";
import { afterSaving, answered, checksIn, preferencesOf, samePreferences, thrown } from "./preferences.ts";
import { TestPanel } from "./TestPanel.tsx";
import { useAttempt } from "./useAttempt.ts";
import { useTest } from "./useTest.ts";

/** *Manage* > *Admin* > *Authentication*. */
export const AuthenticationPage = () => (
	<Loaded query={useQuery(authenticationQuery)}>{(saved) => <Authentication saved={saved} />}</Loaded>
);

const Authentication = ({ saved }: { saved: Configuration }) => {
	const [draft, setDraft] = useState(() => preferencesOf(saved));
	const [base, setBase] = useState(saved);
	const mayChange = mayManage(useMe());
	const [connecting, setConnecting] = useState(false);
	const { attempt: last, underWay, save, check, show } = useAttempt();
	const attempt = last?.savedAt === undefined || last.savedAt === saved.savedAt ? last : undefined;
	if (saved.savedAt !== base.savedAt) {
		// Other settings came into force, by somebody else or because a trial ran out. What is being typed here stays.
		if (samePreferences(draft, preferencesOf(base))) setDraft(preferencesOf(saved));
		setBase(saved);
	}
	const { test, beginning, begin, forget } = useTest(show);
	const change = (part: Partial<Preferences>) => setDraft((before) => ({ ...before, ...part }));
	const busy = underWay !== undefined || beginning;
	useUnsaved(mayChange && !samePreferences(draft, preferencesOf(saved)));
	const tryOut = () => {
		show(undefined);
		begin(draft);
	};
	return (
		<>
			<PageHeader
				title="Authentication"
				description="How people sign in. New preferences are tried out before they take the place of the old ones."
				actions={
					<>
						{saved.method === "openid-connect" && <HealthState health={saved.health} />}
						{mayChange && (
							<Button
								variant="default"
								leftSection={<IconPlugConnected size={18} aria-hidden />}
								onClick={() => setConnecting(true)}
							>
								Connect with a token
							</Button>
						)}
					</>
				}
			/>
			<SimpleGrid cols={{ base: 1, lg: 2 }} spacing="lg" style={{ alignItems: "start" }}>
				<Stack gap="lg" miw={0}>
					<Paper withBorder p={{ base: "md", sm: "lg" }}>
						<PreferencesForm
							saved={saved}
							draft={draft}
							attempt={attempt}
							test={test}
							busy={busy}
							mayChange={mayChange}
							change={change}
							save={() => {
								forget();
								save(draft, (configuration) => setDraft((typed) => afterSaving(typed, draft, configuration)));
							}}
							check={() => {
								forget();
								check(draft);
							}}
							tryOut={tryOut}
						/>
						{saved.savedAt && (
							<Text size="sm" c="dimmed" mt="md">
								Saved <Moment at={saved.savedAt} />
								{saved.savedBy && ` by ${saved.savedBy}`}
							</Text>
						)}
					</Paper>
				</Stack>
				<Stack gap="lg" miw={0}>
					{test && <TestPanel test={test} busy={busy} again={tryOut} />}
					{!test && (attempt || underWay ? <AttemptPanel attempt={attempt} underWay={underWay} /> : <Guidance />)}
				</Stack>
			</SimpleGrid>
			<Space h="lg" />
			<HistoryCard
				mayChange={mayChange}
				onRefused={(error) => {
					if (checksIn(error) === undefined) return false;
					forget();
					show({ ...thrown(undefined, error), savedAt: saved.savedAt });
					return true;
				}}
			/>
			{connecting && (
				<ConnectDialog
					onClose={() => setConnecting(false)}
					onConnected={({ configuration, checks }) => {
						setConnecting(false);
						setDraft(preferencesOf(configuration));
						const { savedAt } = configuration;
						show({ ...answered(preferencesOf(configuration), checks, "saved"), savedAt });
					}}
				/>
			)}
		</>
	);
};
