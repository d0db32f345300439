import { Alert, Anchor, Stack, Text } from "@mantine/core";
import { isSignedOut } from "../api/call.ts";
import { RequestId } from "../page/ErrorState.tsx";
import { namesOneOf } from "./fieldErrors.ts";

interface FormErrorProps {
	readonly error: Error | null;
	/** The fields of this form that show what is wrong with them by themselves. */
	readonly fields?: readonly string[];
}

/** Why a form was refused, where no field of it shows that already. */
export const FormError = ({ error, fields = [] }: FormErrorProps) =>
	error === null || namesOneOf(error, fields) ? null : (
		<Alert color="red" role="alert">
			<Stack gap={4}>
				<Text size="sm">{error.message}</Text>
				<SignInAgain error={error} />
				<RequestId error={error} />
			</Stack>
		</Alert>
	);

/** Where the session has ended: a way to sign in again that leaves the page, and what is typed on it, as it is. */
export const SignInAgain = ({ error }: { readonly error: Error }) => (isSignedOut(error) ? <InNewTab /> : null);

export const InNewTab = () => (
	<Text size="sm">
		What you typed is still here:{" "}
		<Anchor href="/login" target="_blank" inherit underline="always">
			sign in again in a new tab
		</Anchor>
		, then come back and try once more.
	</Text>
);
