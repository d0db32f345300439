import { Button, Code, Group, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { call } from "#common/ui/api/call.ts";
import { useAction } from "#common/ui/api/useAction.ts";
import { ConfirmDialog } from "#common/ui/dialogs/ConfirmDialog.tsx";
import { Moment } from "#common/ui/page/Moment.tsx";
import type { PublicKey } from "../../api.ts";
import { StatusBadge } from "../../StatusBadge.tsx";

interface KeyRowProps {
	readonly publicKey: PublicKey;
	/** The key in the API. */
	readonly at: string;
	/** The person who looks may not change it. */
	readonly fixed: boolean;
	/** The application lives by it alone, so it cannot be taken away. */
	readonly only: boolean;
}

const KINDS: Readonly<Record<string, string>> = { RSA: "RSA", EC: "Elliptic curve" };

/** One public key: deactivate, and then delete. */
export const KeyRow = ({ publicKey: { kid, kty, alg, status, created, lastUsed }, at, fixed, only }: KeyRowProps) => {
	const [asking, ask] = useDisclosure(false);
	const active = status === "ACTIVE";
	const turn = useAction({
		act: () => call("POST", `${at}/lifecycle/${active ? "deactivate" : "activate"}`),
		done: active ? "The key no longer works." : "The key works again.",
		errors: "notify",
	});
	const remove = useAction({ act: () => call("DELETE", at), done: "The key has been deleted.", onDone: ask.close });
	const step = active ? "Deactivate" : "Activate";
	return (
		<>
			<Stack gap={2} miw={0}>
				<Group gap="xs">
					<Code style={{ overflowWrap: "anywhere" }}>{kid}</Code>
					<StatusBadge status={status} />
				</Group>
				<Text size="sm" c="dimmed">
					{[KINDS[kty] ?? kty, alg].filter(Boolean).join(", ")} · added <Moment at={created} /> · last used{" "}
					<Moment at={lastUsed} never="never" />
				</Text>
			</Stack>
			{!fixed && (
				<Group gap="xs">
					{!only && (
						<Button size="xs" variant="default" aria-label={`${step} key ${kid}`} onClick={() => turn.run()}>
							{step}
						</Button>
					)}
					{!active && (
						<Button size="xs" variant="default" aria-label={`Delete key ${kid}`} onClick={ask.open}>
							Delete
						</Button>
					)}
				</Group>
			)}
			<ConfirmDialog
				opened={asking}
				title="Delete this key?"
				confirm="Delete"
				danger
				running={remove.running}
				error={remove.error}
				onConfirm={remove.run}
				onClose={ask.close}
			>
				What is signed with it is then refused for good.
			</ConfirmDialog>
		</>
	);
};
