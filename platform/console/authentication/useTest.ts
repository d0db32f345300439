import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Preferences, SignInTest } from "../api.ts";
import { beginTest, readTest } from "../calls.ts";
import { type Attempt, thrown } from "./preferences.ts";

const EVERY = 1_000;

/** A *Test sign-in*, of exactly the values that it was begun with. */
export interface Test {
	readonly of: Preferences;
	/** Where the second window goes; shown as a link, in case the browser did not let it open. */
	readonly address: string;
	readonly found: SignInTest | undefined;
}

/** Begins tests in a second window, and asks until the last one has ended. */
export const useTest = (refused: (attempt: Attempt) => void) => {
	const [begun, setBegun] = useState<{ readonly of: Preferences; readonly id: string; readonly address: string }>();
	const [beginning, setBeginning] = useState(false);
	const { data } = useQuery({
		queryKey: ["sign-in-test", begun?.id],
		queryFn: () => readTest(begun?.id ?? ""),
		enabled: begun !== undefined,
		refetchInterval: ({ state }) => (state.data === undefined || state.data.state === "begun" ? EVERY : false),
	});
	const begin = async (draft: Preferences) => {
		// A browser lets a window open only while it handles the click.
		const second = window.open("about:blank", "signet-test", "width=520,height=720");
		setBegun(undefined);
		setBeginning(true);
		try {
			const { id, address } = await beginTest(draft);
			setBegun({ of: draft, id, address });
			if (second) second.location.href = address;
		} catch (error) {
			second?.close();
			refused(thrown(draft, error as Error));
		} finally {
			setBeginning(false);
		}
	};
	const test: Test | undefined = begun && { of: begun.of, address: begun.address, found: data };
	return { test, beginning, begin, forget: () => setBegun(undefined) };
};
