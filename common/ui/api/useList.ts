import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { callList, withQuery } from "./call.ts";

/** A list as a page shows it: one page of it, its state, and the ways to the pages beside it. */
export interface ListState<T> {
	readonly items: readonly T[];
	readonly total: number | undefined;
	/** Nothing to show yet. */
	readonly loading: boolean;
	/** What is shown belongs to the former search and is about to change. */
	readonly stale: boolean;
	readonly error: Error | null;
	/** Counts from 1. */
	readonly page: number;
	readonly next: (() => void) | undefined;
	readonly previous: (() => void) | undefined;
	retry(): void;
}

/**
 * Pages through the list at `path`. `query` holds the other parameters (`q`, `filter`, ...); another `path` or `query` starts
 * again at the first page.
 */
export const useList = <T>(
	path: string,
	query: Readonly<Record<string, string | undefined>> = {},
	{ limit = 20, enabled = true }: { readonly limit?: number; readonly enabled?: boolean } = {},
): ListState<T> => {
	const address = withQuery(path, { ...query, limit: String(limit) });
	const [trail, setTrail] = useState<{ address: string; cursors: readonly string[] }>({ address, cursors: [] });
	const cursors = trail.address === address ? trail.cursors : [];
	const after = cursors.at(-1);
	const page = useQuery({
		queryKey: ["list", path, query, limit, after],
		queryFn: () => callList<T>(withQuery(path, { ...query, limit: String(limit), after })),
		placeholderData: keepPreviousData,
		enabled,
	});
	const goTo = (to: readonly string[]) => () => setTrail({ address, cursors: to });
	const cursor = page.data?.next;
	return {
		items: page.data?.items ?? [],
		total: page.data?.total,
		loading: page.isPending && enabled,
		stale: page.isPlaceholderData,
		error: page.error,
		page: cursors.length + 1,
		next: cursor === undefined || page.isPlaceholderData ? undefined : goTo([...cursors, cursor]),
		previous: cursors.length === 0 ? undefined : goTo(cursors.slice(0, -1)),
		retry: () => void page.refetch(),
	};
};
