import { Button, Group, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { call, callList } from "#common/ui/api/call.ts";
import { useAction } from "#common/ui/api/useAction.ts";
import { ConfirmDialog } from "#common/ui/dialogs/ConfirmDialog.tsx";
import { Card } from "#common/ui/page/Card.tsx";
import { Moment } from "#common/ui/page/Moment.tsx";
import type { RegistrationToken } from "../../api.ts";

const AT = "/api/v1/registration-tokens";

/** The tokens that still work, each with a way to end it; nothing where there is none. */
export const RegistrationTokens = () => {
	const tokens = useQuery({ queryKey: ["registration-tokens"], queryFn: () => callList<RegistrationToken>(AT) });
	const [asked, ask] = useState<RegistrationToken>();
	const revoke = useAction({
		act: ({ id }: RegistrationToken) => call("DELETE", `${AT}/${id}`),
		done: "The token no longer works.",
		onDone: () => ask(undefined),
	});
	const items = tokens.data?.items ?? [];
	if (items.length === 0) return null;
	return (
		<Card title="Registration tokens" description="Each registers one application, once. Used and expired ones are not listed.">
			<Stack gap="sm" component="ul" m={0} p={0} style={{ listStyle: "none" }}>
				{items.map((token) => (
					<Group key={token.id} component="li" justify="space-between" gap="sm" wrap="nowrap">
						<Stack gap={0} miw={0}>
							<Text fw={550} style={{ overflowWrap: "anywhere" }}>
								{token.name}
							</Text>
							<Text size="sm" c="dimmed">
								Works until <Moment at={token.expires} /> · made by {token.createdBy?.name ?? "the settings"} · assigns{" "}
								{token.group?.name ?? "nobody"}
							</Text>
						</Stack>
						<Button
							size="xs"
							variant="default"
							flex="none"
							aria-label={`Revoke ${token.name}`}
							onClick={() => {
								revoke.reset();
								ask(token);
							}}
						>
							Revoke
						</Button>
					</Group>
				))}
			</Stack>
			<ConfirmDialog
				opened={asked !== undefined}
				title="Revoke this registration token?"
				confirm="Revoke"
				danger
				running={revoke.running}
				error={revoke.error}
				onConfirm={() => asked && revoke.run(asked)}
				onClose={() => ask(undefined)}
			>
				No application can be registered with {asked?.name} any more. Applications that are registered stay.
			</ConfirmDialog>
		</Card>
	);
};
