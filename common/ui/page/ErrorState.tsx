import { Alert, Button, Code, Stack, Text } from "@mantine/core";
import { ApiError } from "../api/ApiError.ts";
import { isSignedOut, signInHere } from "../api/call.ts";
import { EmptyState } from "./EmptyState.tsx";

interface ErrorStateProps {
	readonly error: Error;
	readonly onRetry?: (() => void) | undefined;
}

/** Stands where something could not be loaded: what happened, the id that finds it in the log, and what can be done. */
export const ErrorState = ({ error, onRetry }: ErrorStateProps) =>
	isMissing(error) ? (
		<EmptyState title="There is nothing at this address" description="It may have been deleted, or the address is mistyped." />
	) : (
		<Alert color="red" title="This could not be loaded" role="alert">
			<Stack gap="sm" align="flex-start">
				<Text size="sm">{error.message}</Text>
				<RequestId error={error} />
				{isSignedOut(error) ? (
					<Button size="xs" variant="default" component="a" href={signInHere()}>
						Sign in again
					</Button>
				) : (
					onRetry && (
						<Button size="xs" variant="default" onClick={onRetry}>
							Try again
						</Button>
					)
				)}
			</Stack>
		</Alert>
	);

/** Whether what was asked for is not there, which trying again will not change. */
export const isMissing = (error: Error): boolean => error instanceof ApiError && error.status === 404;

/** The id under which the server's log knows this refusal, where there is one. */
export const RequestId = ({ error }: { readonly error: Error }) =>
	error instanceof ApiError && error.requestId !== undefined ? (
		<Text size="xs">
			Request <Code>{error.requestId}</Code>
		</Text>
	) : null;
