import { Container } from "@mantine/core";
import type { ErrorComponentProps } from "@tanstack/react-router";
import { ErrorState } from "#common/ui/page/ErrorState.tsx";

/** What stands in place of a page that failed by itself, or whose files did not load. */
export const Unexpected = ({ error }: ErrorComponentProps) => (
	<Container component="main" size="sm" py={64}>
		<ErrorState error={error instanceof Error ? error : new Error("This page failed.")} onRetry={() => location.reload()} />
	</Container>
);
