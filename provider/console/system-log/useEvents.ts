import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { callList, withQuery } from "#common/ui/api/call.ts";
import type { ListState } from "#common/ui/api/useList.ts";
import type { LogEvent } from "../api.ts";

const PATH = "/api/v1/logs";
/** Rows of a page. */
const LIMIT = 50;
/** Requests that one page makes by itself: the server answers within a moment, so this is some seconds. */
const PATIENCE = 40;

/** The System Log as a page shows it, and the search for older events where few match. */
export interface EventList extends ListState<LogEvent> {
	/** `searching`: goes on by itself; `stopped`: there may be more, and nobody looks for it. */
	readonly search: "complete" | "searching" | "stopped";
	stop(): void;
	goOn(): void;
}

/** Where a request begins, and how many events the page lacks. */
interface Part {
	readonly after: string | undefined;
	readonly lacking: number;
}

/** Pages through events that match `query`. A page that the server left short is filled by further requests. */
export const useEvents = (query: Readonly<Record<string, string | undefined>>): EventList => {
	const address = withQuery(PATH, query);
	const [trail, setTrail] = useState<{ address: string; cursors: readonly string[] }>({ address, cursors: [] });
	const cursors = trail.address === address ? trail.cursors : [];
	const begin = cursors.at(-1);
	const page = useInfiniteQuery({
		queryKey: ["events", address, begin],
		queryFn: ({ pageParam: { after, lacking } }) =>
			callList<LogEvent>(
				withQuery(PATH, { ...query, since: after === undefined ? query["since"] : "", limit: String(lacking), after }),
			),
		initialPageParam: { after: begin, lacking: LIMIT } as Part,
		getNextPageParam: ({ items, next }, _all, { lacking }): Part | undefined =>
			next === undefined || items.length >= lacking ? undefined : { after: next, lacking: lacking - items.length },
		placeholderData: keepPreviousData,
		refetchOnWindowFocus: false,
	});
	const { hasNextPage, isFetching, isPlaceholderData, error, fetchNextPage } = page;

	const parts = page.data?.pages ?? [];
	const here = `${address} ${begin}`;
	const [pause, setPause] = useState({ here, at: PATIENCE });
	const end = pause.here === here ? pause.at : PATIENCE;
	const unfinished = hasNextPage && !isPlaceholderData;
	const searching = unfinished && error === null && parts.length < end;
	useEffect(() => {
		if (searching && !isFetching) void fetchNextPage();
	}, [searching, isFetching, fetchNextPage]);

	const cursor = unfinished ? undefined : parts.at(-1)?.next;
	const goTo = (to: readonly string[]) => () => setTrail({ address, cursors: to });
	return {
		items: parts.flatMap(({ items }) => items),
		total: undefined,
		loading: page.isPending,
		stale: isPlaceholderData,
		error,
		page: cursors.length + 1,
		next: cursor === undefined || isPlaceholderData ? undefined : goTo([...cursors, cursor]),
		previous: cursors.length === 0 ? undefined : goTo(cursors.slice(0, -1)),
		retry: () => void page.refetch(),
		search: searching ? "searching" : unfinished ? "stopped" : "complete",
		stop: () => setPause({ here, at: 0 }),
		goOn: () => {
			setPause({ here, at: parts.length + PATIENCE });
			if (error !== null) void fetchNextPage();
		},
	};
};
