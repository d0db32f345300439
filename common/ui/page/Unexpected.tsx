import type { ErrorComponentProps } from "@tanstack/react-router";
import { ErrorState } from "./ErrorState.tsx";

/** What stands in place of a page that failed by itself, or whose files did not load. */
export const Unexpected = ({ error }: ErrorComponentProps) => (
	<ErrorState error={error instanceof Error ? error : new Error("This page failed.")} onRetry={() => location.reload()} />
);
