import { Button, Group, Stack, Text } from "@mantine/core";
import { IconMail } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { call } from "#common/ui/api/call.ts";
import { useAction } from "#common/ui/api/useAction.ts";
import { Dialog } from "#common/ui/dialogs/Dialog.tsx";
import { CopyField } from "#common/ui/fields/CopyField.tsx";
import { FormError } from "#common/ui/fields/FormError.tsx";
import type { Person } from "../api.ts";
import { type MailState, OUTBOX } from "../outbox/types.ts";

/** What the link is for, and the call that makes another and mails it. */
const KINDS = {
	activation: { title: "Activation link", path: "reactivate" },
	reset: { title: "Password reset link", path: "reset_password" },
} as const;

interface OneTimeLinkProps {
	readonly kind: keyof typeof KINDS;
	readonly url: string;
	/** Whom it is for. */
	readonly person: Person;
	readonly onClose: () => void;
}

/** A link with which a person chooses a password: readable now and never again. Where mail is delivered, it can be mailed instead. */
export const OneTimeLink = ({ kind, url, person: { id, profile }, onClose }: OneTimeLinkProps) => {
	const { title, path } = KINDS[kind];
	const mail = useQuery({ queryKey: ["outbox", "state"], queryFn: () => call<MailState>("GET", `${OUTBOX}/state`) });
	const send = useAction({
		act: () => call("POST", `/api/v1/users/${id}/lifecycle/${path}?sendEmail=true`),
		done: `A new link is on its way to ${profile.email}.`,
		onDone: onClose,
	});
	return (
		<Dialog opened onClose={onClose} title={title} closeOnClickOutside={false}>
			<Stack gap="md">
				<Text size="sm">
					Give this link to {profile.firstName} {profile.lastName}, and to nobody else. It works once, for 7 days, and is not
					shown again; you can make another at any time.
				</Text>
				<CopyField label="Link" value={url} />
				<FormError error={send.error} />
				<Group justify="flex-end" gap="xs">
					{mail.data?.delivers && (
						<Button
							variant="default"
							leftSection={<IconMail size={18} aria-hidden />}
							loading={send.running}
							onClick={() => send.run()}
						>
							Mail a new one instead
						</Button>
					)}
					<Button onClick={onClose}>Done</Button>
				</Group>
			</Stack>
		</Dialog>
	);
};
