import { notifications } from "@mantine/notifications";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Configuration, Preferences } from "../api.ts";
import { authenticationQuery, checkPreferences, historyQuery, savePreferences } from "../calls.ts";
import { type Attempt, answered, thrown } from "./preferences.ts";

/** Saving and checking: what was sent and is being looked into, and what the last attempt came to. */
export const useAttempt = () => {
	const queries = useQueryClient();
	const [attempt, setAttempt] = useState<Attempt>();
	const [underWay, setUnderWay] = useState<Preferences>();

	const attemptTo = async (sent: Preferences, run: () => Promise<Attempt>) => {
		setAttempt(undefined);
		setUnderWay(sent);
		setAttempt(await run().catch((error: Error) => thrown(sent, error)));
		setUnderWay(undefined);
	};
	const save = (sent: Preferences, onSaved: (configuration: Configuration) => void) =>
		attemptTo(sent, async () => {
			const { configuration, checks } = await savePreferences(sent);
			queries.setQueryData(authenticationQuery.queryKey, configuration);
			void queries.invalidateQueries({ queryKey: historyQuery.queryKey });
			onSaved(configuration);
			notifications.show({ color: "pine", message: "Preferences saved." });
			return { ...answered(sent, checks, "saved"), savedAt: configuration.savedAt };
		});
	const check = (sent: Preferences) =>
		attemptTo(sent, async () => {
			const { checks, refused, proof } = await checkPreferences(sent);
			return { ...answered(sent, checks, refused ? "refused" : "passed"), proof };
		});
	return { attempt, underWay, save, check, show: setAttempt };
};
