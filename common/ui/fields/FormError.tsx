import { Alert, Anchor, Stack, Text } from "@mantine/core";
import { isSignedOut } from "../api/call.ts";
import { RequestId } from "../page/ErrorState.tsx";
import { useWords, withParts } from "../words/useWords.tsx";
import { namesOneOf } from "./fieldErrors.ts";

interface FormErrorProps {
	readonly error: Error | null;
	/** The fields of this form that show what is wrong with them by themselves. */
	readonly fields?: readonly string[];
}

/** Why a form was refused, where no field of it shows that already. */
export const FormError = ({ error, fields = [] }: FormErrorProps) => {
	const { translate } = useWords();
	return error === null || namesOneOf(error, fields) ? null : (
		<Alert color="red" role="alert">
			<Stack gap={4}>
				<Text size="sm">{translate(error.message)}</Text>
				<SignInAgain error={error} />
				<RequestId error={error} />
			</Stack>
		</Alert>
	);
};

/** Where the session has ended: a way to sign in again that leaves the page, and what is typed on it, as it is. */
export const SignInAgain = ({ error }: { readonly error: Error }) => (isSignedOut(error) ? <InNewTab /> : null);

export const InNewTab = () => {
	const { say } = useWords();
	const link = (
		<Anchor href="/login" target="_blank" inherit underline="always">
			{say("sign in again in a new tab")}
		</Anchor>
	);
	return (
		<Text size="sm">{withParts(say("What you typed is still here: {link}, then come back and try once more."), { link })}</Text>
	);
};
