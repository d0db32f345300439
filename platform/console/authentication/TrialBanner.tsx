import { Alert, Button, Group, Text } from "@mantine/core";
import { IconClockPause } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useAction } from "#common/ui/api/useAction.ts";
import type { Configuration } from "../api.ts";
import { bringBack, keepSettings } from "../calls.ts";

interface TrialBannerProps {
	readonly of: Configuration;
	/** When the server said so, by the clock of this browser, which may be wrong. */
	readonly asOf: number;
	readonly mayManage: boolean;
}

/** The countdown of settings on trial; once it has run out, that the old ones are back. Nothing where there is neither. */
export const TrialBanner = ({ of: { id, trial }, asOf, mayManage }: TrialBannerProps) => {
	const queries = useQueryClient();
	const left = useSecondsUntil(trial === null ? undefined : asOf + trial.secondsLeft * 1_000);
	const [comesBack, setComesBack] = useState<string>();
	useEffect(() => {
		if (trial === null || left > 0) return;
		setComesBack(trial.replaces?.id);
		void queries.invalidateQueries();
	}, [trial, left, queries]);
	const keep = useAction({ act: keepSettings, done: "The settings stay.", errors: "notify" });
	const back = useAction({ act: bringBack, done: "The old settings are back.", errors: "notify" });
	if (trial === null) return id === comesBack ? <Back /> : null;
	if (left <= 0) return null;
	const { replaces } = trial;
	return (
		<Alert color="yellow" role="status" icon={<IconClockPause aria-hidden />} title="New sign-in settings are on trial" mb="lg">
			<Text size="sm">
				Unless somebody signs in with them, the old settings{replaces?.issuer && ` (${replaces.issuer})`} come back by themselves
				in{" "}
				<Text component="span" fw={700} aria-live="off" style={{ fontVariantNumeric: "tabular-nums" }}>
					{clockOf(left)}
				</Text>
				.
			</Text>
			{mayManage && (
				<Group mt="sm" gap="xs">
					<Button size="compact-md" loading={keep.running} onClick={() => keep.run(id)}>
						Keep these settings
					</Button>
					{replaces && (
						<Button size="compact-md" variant="default" loading={back.running} onClick={() => back.run(replaces.id)}>
							Bring the old ones back now
						</Button>
					)}
				</Group>
			)}
		</Alert>
	);
};

const Back = () => (
	<Alert color="blue" role="status" icon={<IconClockPause aria-hidden />} title="The old sign-in settings are back" mb="lg">
		<Text size="sm">Nobody signed in with the new ones in time. They stand under Earlier configurations.</Text>
	</Alert>
);

const clockOf = (seconds: number): string => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;

const useSecondsUntil = (moment: number | undefined): number => {
	const [now, setNow] = useState(Date.now);
	useEffect(() => {
		if (moment === undefined) return;
		setNow(Date.now());
		const timer = setInterval(() => setNow(Date.now()), 1_000);
		return () => clearInterval(timer);
	}, [moment]);
	return moment === undefined ? 0 : Math.max(0, Math.ceil((moment - now) / 1000));
};
