import { Button, Code, Group, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { call } from "#common/ui/api/call.ts";
import { Card } from "#common/ui/page/Card.tsx";
import { Loaded } from "#common/ui/page/Loaded.tsx";
import type { Application, PublicKey } from "../../api.ts";
import { useMay } from "../../frame/useMe.ts";
import { AddKeyDialog } from "./AddKeyDialog.tsx";
import { KeyRow } from "./KeyRow.tsx";

/** The public keys of an application that proves itself by signatures. The private ones never leave it. */
export const PublicKeys = ({ application: { id, settings, credentials } }: { readonly application: Application }) => {
	const [adding, add] = useDisclosure(false);
	const may = useMay()("apps.manage");
	const at = `/api/v1/apps/${id}/credentials/jwks`;
	const keys = useQuery({
		queryKey: ["public-keys", id],
		queryFn: () => call<{ readonly keys: readonly PublicKey[] }>("GET", at),
	});
	const byKeys = credentials.oauthClient.token_endpoint_auth_method === "private_key_jwt";
	const livesBy = (key: PublicKey, all: readonly PublicKey[]) =>
		byKeys && key.status === "ACTIVE" && all.filter(({ status }) => status === "ACTIVE").length === 1;
	const elsewhere = settings.oauthClient.jwks_uri;
	return (
		<Card
			title="Public Keys"
			description="For the client authentication Public key / Private key: the application signs, and is known by these keys."
			actions={
				may &&
				!elsewhere && (
					<Button variant="default" size="xs" leftSection={<IconPlus size={16} aria-hidden />} onClick={add.open}>
						Add key
					</Button>
				)
			}
		>
			{elsewhere ? (
				<Text size="sm">
					The keys are read from <Code>{elsewhere}</Code>.
				</Text>
			) : (
				<Loaded query={keys}>
					{({ keys: found }) =>
						found.length === 0 ? (
							<Text size="sm" c="dimmed">
								{byKeys ? "No keys yet: until there is one, the application cannot prove itself." : "No keys yet."}
							</Text>
						) : (
							<Stack gap="sm" component="ul" m={0} p={0} style={{ listStyle: "none" }}>
								{found.map((key) => (
									<Group key={key.id} component="li" justify="space-between" gap="sm">
										<KeyRow publicKey={key} at={`${at}/${key.id}`} fixed={!may} only={livesBy(key, found)} />
									</Group>
								))}
							</Stack>
						)
					}
				</Loaded>
			)}
			{adding && <AddKeyDialog at={at} onClose={add.close} />}
		</Card>
	);
};
