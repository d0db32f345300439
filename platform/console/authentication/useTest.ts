import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { Preferences, SignInTest } from "../api.ts";
import { beginTest, readTest } from "../calls.ts";
import { type Attempt, thrown } from "./preferences.ts";

/** Milliseconds between two questions: at first, and after a minute of them. */
const EVERY = 1_000;
const THEN = 2_000;
const MINUTE = 60_000;
/** By then its second window is forgotten, or the server no longer takes what comes of it. */
const LONGEST = 15 * MINUTE;

/** A *Test sign-in*, of exactly the values that it was begun with. */
export interface Test {
	readonly of: Preferences;
	/** Where the second window goes; shown as a link, in case the browser did not let it open. */
	readonly address: string;
	readonly found: SignInTest | undefined;
	/** Why nobody asks any more, although it has not ended: what it came to cannot be read, or it takes too long. */
	readonly stopped: Error | "late" | undefined;
}

interface Begun {
	readonly of: Preferences;
	readonly id: string;
	readonly address: string;
	/** By the clock of this browser, as `Date.now()` has it. */
	readonly at: number;
}

/** Begins tests in a second window, and asks until the last one has ended. */
export const useTest = (refused: (attempt: Attempt) => void) => {
	const [begun, setBegun] = useState<Begun>();
	const [late, setLate] = useState<Begun>();
	useEffect(() => {
		if (begun === undefined) return;
		const timer = setTimeout(() => setLate(begun), LONGEST);
		return () => clearTimeout(timer);
	}, [begun]);
	const [beginning, setBeginning] = useState(false);
	const { data, error } = useQuery({
		queryKey: ["sign-in-test", begun?.id],
		queryFn: () => readTest(begun?.id ?? ""),
		enabled: begun !== undefined && begun !== late,
		retry: 2,
		refetchInterval: ({ state: { data: found, status } }) => {
			if (status === "error" || (found !== undefined && found.state !== "begun")) return false;
			return Date.now() - (begun?.at ?? 0) < MINUTE ? EVERY : THEN;
		},
	});
	const begin = async (draft: Preferences) => {
		// A browser lets a window open only while it handles the click.
		const second = window.open("about:blank", "signet-test", "width=520,height=720");
		setBegun(undefined);
		setBeginning(true);
		try {
			const { id, address } = await beginTest(draft);
			setBegun({ of: draft, id, address, at: Date.now() });
			if (second) second.location.href = address;
		} catch (error) {
			second?.close();
			refused(thrown(draft, error as Error));
		} finally {
			setBeginning(false);
		}
	};
	const stopped = error ?? (begun === late ? "late" : undefined);
	const test: Test | undefined = begun && { of: begun.of, address: begun.address, found: data, stopped };
	return { test, beginning, begin, forget: () => setBegun(undefined) };
};
