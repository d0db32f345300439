import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ErrorState } from "./ErrorState.tsx";
import { Loading } from "./Loading.tsx";

interface LoadedProps<T> {
	readonly query: UseQueryResult<T, Error>;
	readonly children: (data: T) => ReactNode;
}

/** Shows what a query answered, or that it is on its way, or why it did not come. */
export const Loaded = <T,>({ query, children }: LoadedProps<T>) => {
	if (query.data !== undefined) return children(query.data);
	if (query.error !== null) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
	return <Loading />;
};
