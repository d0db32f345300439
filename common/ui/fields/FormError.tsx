import { Alert, Stack, Text } from "@mantine/core";
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
				<RequestId error={error} />
			</Stack>
		</Alert>
	);
