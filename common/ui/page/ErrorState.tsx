import { Alert, Button, Code, Stack, Text } from "@mantine/core";
import { ApiError } from "../api/ApiError.ts";
import { isSignedOut, signInHere } from "../api/call.ts";
import { useWords, withParts } from "../words/useWords.tsx";
import { EmptyState } from "./EmptyState.tsx";

interface ErrorStateProps {
	readonly error: Error;
	readonly onRetry?: (() => void) | undefined;
}

/** Stands where something could not be loaded: what happened, the id that finds it in the log, and what can be done. */
export const ErrorState = ({ error, onRetry }: ErrorStateProps) => {
	const { say, translate } = useWords();
	return isMissing(error) ? (
		<EmptyState
			title={say("There is nothing at this address")}
			description={say("It may have been deleted, or the address is mistyped.")}
		/>
	) : (
		<Alert color="red" title={say("This could not be loaded")} role="alert">
			<Stack gap="sm" align="flex-start">
				<Text size="sm">{translate(error.message)}</Text>
				<RequestId error={error} />
				{isSignedOut(error) ? (
					<Button size="xs" variant="default" component="a" href={signInHere()}>
						{say("Sign in again")}
					</Button>
				) : (
					onRetry && (
						<Button size="xs" variant="default" onClick={onRetry}>
							{say("Try again")}
						</Button>
					)
				)}
			</Stack>
		</Alert>
	);
};

/** Whether what was asked for is not there, which trying again will not change. */
export const isMissing = (error: Error): boolean => error instanceof ApiError && error.status === 404;

/** The id under which the server's log knows this refusal, where there is one. */
export const RequestId = ({ error }: { readonly error: Error }) => {
	const { say } = useWords();
	return error instanceof ApiError && error.requestId !== undefined ? (
		<Text size="xs">{withParts(say("Request {id}"), { id: <Code>{error.requestId}</Code> })}</Text>
	) : null;
};
