import { Alert, Text } from "@mantine/core";
import { IconPlugConnectedX } from "@tabler/icons-react";
import { Moment } from "#common/ui/page/Moment.tsx";
import type { Health } from "../api.ts";

/** Says that the provider is failing, why and since when; nothing while it is not. */
export const HealthBanner = ({ health: { status, reason, since } }: { health: Health }) =>
	status === "failing" ? (
		<Alert
			color="red"
			role="alert"
			icon={<IconPlugConnectedX aria-hidden />}
			title="The identity provider does not answer as it should"
			mb="lg"
		>
			{reason && <Text size="sm">{reason}</Text>}
			<Text size="sm">
				{since && (
					<>
						Since <Moment at={since} />.{" "}
					</>
				)}
				Who is signed in stays signed in, and administrators can sign in with their password.
			</Text>
		</Alert>
	) : null;
