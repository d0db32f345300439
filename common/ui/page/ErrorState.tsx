import { Alert, Button, Code, Stack, Text } from "@mantine/core";
import { ApiError } from "../api/ApiError.ts";

interface ErrorStateProps {
	readonly error: Error;
	readonly onRetry?: (() => void) | undefined;
}

/** Stands where something could not be loaded: what happened, the id that finds it in the log, and another try. */
export const ErrorState = ({ error, onRetry }: ErrorStateProps) => (
	<Alert color="red" title="This could not be loaded" role="alert">
		<Stack gap="sm" align="flex-start">
			<Text size="sm">{error.message}</Text>
			<RequestId error={error} />
			{onRetry && (
				<Button size="xs" variant="default" onClick={onRetry}>
					Try again
				</Button>
			)}
		</Stack>
	</Alert>
);

/** The id under which the server's log knows this refusal, where there is one. */
export const RequestId = ({ error }: { readonly error: Error }) =>
	error instanceof ApiError && error.requestId !== undefined ? (
		<Text size="xs">
			Request <Code>{error.requestId}</Code>
		</Text>
	) : null;
