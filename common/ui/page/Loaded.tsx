import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useWords } from "../words/useWords.tsx";
import { ErrorState, isMissing } from "./ErrorState.tsx";
import { Loading } from "./Loading.tsx";
import { PageHeader, type PageHeaderProps } from "./PageHeader.tsx";

interface LoadedProps<T> {
	readonly query: UseQueryResult<T, Error>;
	/** For what is a whole page: the list it belongs to, so that there is a way back where it did not come. */
	readonly back?: NonNullable<PageHeaderProps["back"]>;
	readonly children: (data: T) => ReactNode;
}

/** Shows what a query answered, or that it is on its way, or why it did not come. */
export const Loaded = <T,>({ query, back, children }: LoadedProps<T>) => {
	const { say } = useWords();
	if (query.data !== undefined) return children(query.data);
	if (query.error === null) return <Loading />;
	return (
		<>
			{back && <PageHeader back={back} title={isMissing(query.error) ? say("Not found") : say("Not loaded")} />}
			<ErrorState error={query.error} onRetry={() => void query.refetch()} />
		</>
	);
};
