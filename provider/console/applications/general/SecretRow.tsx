import { Button, Group, Stack } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { call } from "#common/ui/api/call.ts";
import { useAction } from "#common/ui/api/useAction.ts";
import { ConfirmDialog } from "#common/ui/dialogs/ConfirmDialog.tsx";
import { SecretField } from "#common/ui/fields/SecretField.tsx";
import { Moment } from "#common/ui/page/Moment.tsx";
import type { ClientSecret } from "../../api.ts";
import { StatusBadge } from "../../StatusBadge.tsx";

interface SecretRowProps {
	/** The secret's address in the API. */
	readonly at: string;
	readonly secret: ClientSecret;
	readonly label: string;
	/** There is no other, so it cannot be taken away. */
	readonly only: boolean;
}

const DAY = 24 * 60 * 60 * 1000;

/** One secret: show, copy; deactivate and then delete, where there is another. */
export const SecretRow = ({ at, secret, label, only }: SecretRowProps) => {
	const [asking, ask] = useDisclosure(false);
	const [warning, warn] = useDisclosure(false);
	const active = secret.status === "ACTIVE";
	const isInUse = active && secret.lastUsed !== null && Date.parse(secret.lastUsed) > Date.now() - DAY;
	const turn = useAction({
		act: () => call("POST", `${at}/lifecycle/${active ? "deactivate" : "activate"}`),
		done: active ? "The secret no longer works." : "The secret works again.",
		errors: "notify",
		onDone: warn.close,
	});
	const remove = useAction({ act: () => call("DELETE", at), done: "The secret has been deleted.", onDone: ask.close });
	return (
		<Stack gap="xs">
			<SecretField
				label={label}
				value={secret.client_secret}
				description={
					<>
						Made <Moment at={secret.created} /> · last used <Moment at={secret.lastUsed} never="never" />
					</>
				}
			/>
			{!only && (
				<Group gap="xs">
					<StatusBadge status={secret.status} />
					<Button size="xs" variant="default" loading={turn.running} onClick={() => (isInUse ? warn.open() : turn.run())}>
						{active ? "Deactivate secret" : "Activate secret"}
					</Button>
					{!active && (
						<Button size="xs" variant="default" onClick={ask.open}>
							Delete secret
						</Button>
					)}
				</Group>
			)}
			<ConfirmDialog
				opened={warning}
				title="Deactivate a secret that is in use?"
				confirm="Deactivate"
				danger
				running={turn.running}
				onConfirm={turn.run}
				onClose={warn.close}
			>
				The application used this secret <Moment at={secret.lastUsed} />, within the last day. If it still does, nobody can sign
				in to it from now on, until it has the other secret or this one is activated again.
			</ConfirmDialog>
			<ConfirmDialog
				opened={asking}
				title="Delete this secret?"
				confirm="Delete"
				danger
				running={remove.running}
				error={remove.error}
				onConfirm={remove.run}
				onClose={ask.close}
			>
				It cannot be brought back.
			</ConfirmDialog>
		</Stack>
	);
};
