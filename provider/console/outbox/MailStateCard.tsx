import { Alert, Button, Code, Group, Text } from "@mantine/core";
import { IconMailOff, IconSend } from "@tabler/icons-react";
import { call } from "#common/ui/api/call.ts";
import { useAction } from "#common/ui/api/useAction.ts";
import { Card } from "#common/ui/page/Card.tsx";
import { Facts } from "#common/ui/page/Facts.tsx";
import { useMay } from "../frame/useMe.ts";
import { type MailState, OUTBOX } from "./types.ts";

/** Whether letters leave, and from whom they are. */
export const MailStateCard = ({ state: { delivers, from, letters } }: { readonly state: MailState }) => {
	const may = useMay();
	const test = useAction({
		act: () => call<{ address: string }>("POST", `${OUTBOX}/test`),
		done: ({ address }) => `A test mail to ${address} is on its way.`,
		errors: "notify",
	});
	if (!delivers)
		return (
			<Alert color="yellow" icon={<IconMailOff aria-hidden />} title="No mail server is set">
				<Text size="sm">
					Letters wait here, and reach nobody by themselves. A Super Administrator can read one and hand its link over. To have
					them sent, set <Code>SIGNET_SMTP_URL</Code> and start the provider again: what waits and still holds goes out then.
				</Text>
			</Alert>
		);
	return (
		<Card
			title="Mail server"
			description="Letters go out by themselves, and are tried again for two days where the server does not take them."
		>
			<Facts
				of={[
					["From", from],
					["Waiting", (letters.QUEUED ?? 0) + (letters.SENDING ?? 0)],
					["Failed", letters.FAILED ?? 0],
				]}
			/>
			{may("orgs.manage") && (
				<Group>
					<Button
						variant="default"
						leftSection={<IconSend size={18} aria-hidden />}
						loading={test.running}
						onClick={() => test.run()}
					>
						Send a test mail
					</Button>
				</Group>
			)}
		</Card>
	);
};
