import { useDocumentVisibility } from "@mantine/hooks";
import { useEffect, useRef, useState } from "react";
import { callList, withQuery } from "#common/ui/api/call.ts";
import type { LogEvent } from "../api.ts";

const PATH = "/api/v1/logs";
/** Milliseconds between two requests, and after one that failed. */
const PACE = 2_000;
const PACE_AFTER_FAULT = 10_000;
/** What is shown above the list; older ones are in the list when it is read again. */
const MOST = 500;
/** Clocks differ: what is there already is known by its id. */
const OVERLAP = 60_000;

export interface Tail {
	/** The newest first. */
	readonly events: readonly LogEvent[];
	readonly state: "off" | "live" | "hidden" | "unreachable";
}

const sleep = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/**
 * Follows the log: events that match `search` and are written from now on. Asks in the order of writing, so that none is left out; rests
 * while nobody can see the page, and goes on where it stopped.
 */
export const useTail = (search: Readonly<Record<"q" | "filter", string | undefined>>, on: boolean): Tail => {
	const address = withQuery(PATH, search);
	const hidden = useDocumentVisibility() === "hidden";
	const [{ of, events }, setTail] = useState<{ of: string; events: readonly LogEvent[] }>({ of: address, events: [] });
	const [reached, setReached] = useState(true);
	const cursor = useRef<{ of: string; after: string | undefined; since: string }>(undefined);
	const { q, filter } = search;

	useEffect(() => {
		if (!on) cursor.current = undefined;
		if (!on || hidden) return;
		let gone = false;
		if (cursor.current?.of !== address)
			cursor.current = { of: address, after: undefined, since: new Date(Date.now() - OVERLAP).toISOString() };
		const look = async (): Promise<number> => {
			const at = cursor.current;
			if (at === undefined) return PACE;
			const begin = at.after === undefined ? { since: at.since } : { after: at.after };
			const page = await callList<LogEvent>(withQuery(PATH, { q, filter, ...begin, limit: "100" }), { background: true });
			if (gone) return PACE;
			cursor.current = { ...at, after: page.next ?? at.after };
			setReached(true);
			if (page.items.length > 0)
				setTail((before) => {
					const known = before.of === address ? before.events : [];
					return { of: address, events: [...page.items.toReversed(), ...known].slice(0, MOST) };
				});
			return page.items.length === 100 ? 0 : PACE;
		};
		const follow = async () => {
			while (!gone) {
				const pause = await look().catch(() => {
					if (!gone) setReached(false);
					return PACE_AFTER_FAULT;
				});
				await sleep(pause);
			}
		};
		void follow();
		return () => {
			gone = true;
		};
	}, [address, q, filter, on, hidden]);

	const state = !on ? "off" : hidden ? "hidden" : reached ? "live" : "unreachable";
	return { events: on && of === address ? events : [], state };
};
