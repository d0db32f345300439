import { Button, Code, Stack } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { call } from "#common/ui/api/call.ts";
import { useAction } from "#common/ui/api/useAction.ts";
import { useList } from "#common/ui/api/useList.ts";
import { ConfirmDialog } from "#common/ui/dialogs/ConfirmDialog.tsx";
import { CopyField } from "#common/ui/fields/CopyField.tsx";
import { Card } from "#common/ui/page/Card.tsx";
import { EmptyState } from "#common/ui/page/EmptyState.tsx";
import { Facts } from "#common/ui/page/Facts.tsx";
import { Moment } from "#common/ui/page/Moment.tsx";
import { type Column, DataTable } from "#common/ui/table/DataTable.tsx";
import { May } from "../frame/May.tsx";
import { ServerDialog } from "./ServerDialog.tsx";
import { type AuthorizationServer, SERVERS, type ServerKey } from "./types.ts";

const STANDS: Readonly<Record<ServerKey["status"], string>> = {
	ACTIVE: "Signs tokens",
	NEXT: "Signs after the next rotation",
	EXPIRED: "Published until its tokens have ended",
};

const KEYS: readonly Column<ServerKey>[] = [
	{ header: "Key ID", cell: ({ kid }) => <Code style={{ overflowWrap: "anywhere" }}>{kid}</Code> },
	{ header: "Use", cell: ({ status }) => STANDS[status] },
];

/** What a server is, where it is, and its keys. */
export const SettingsTab = ({ server }: { readonly server: AuthorizationServer }) => {
	const [editing, edit] = useDisclosure(false);
	const [rotating, rotate] = useDisclosure(false);
	const { signing } = server.credentials;
	const keys = useList<ServerKey>(`${SERVERS}/${server.id}/credentials/keys`);
	const turn = useAction({
		act: () => call("POST", `${SERVERS}/${server.id}/credentials/lifecycle/keyRotate`, { use: "sig" }),
		onDone: rotate.close,
		done: "The keys have been rotated.",
	});
	return (
		<Stack gap="lg">
			<Card
				title="Settings"
				actions={
					<May to="authorizationServers.manage">
						<Button variant="default" size="xs" onClick={edit.open}>
							Edit
						</Button>
					</May>
				}
			>
				<CopyField label="Issuer" value={server.issuer} />
				<CopyField label="Metadata address" value={`${server.issuer}/.well-known/oauth-authorization-server`} />
				<Facts
					of={[
						["Name", server.name],
						["Audience", <Code key="audience">{server.audiences[0]}</Code>],
						["Description", server.description || "None"],
					]}
				/>
			</Card>
			<Card
				title="Signing keys"
				description="APIs read the public keys at the issuer. A key is published before it signs."
				actions={
					<May to="authorizationServers.manage">
						<Button variant="default" size="xs" onClick={rotate.open}>
							Rotate keys
						</Button>
					</May>
				}
			>
				<Facts
					of={[
						["Rotation", signing.rotationMode === "AUTO" ? "By itself" : "By hand"],
						["Last rotation", <Moment key="last" at={signing.lastRotated} />],
						["Next rotation", <Moment key="next" at={signing.nextRotation} never="By hand" />],
					]}
				/>
				<DataTable
					label="Signing keys"
					columns={KEYS}
					list={keys}
					rowKey={({ kid }) => kid}
					empty={<EmptyState title="No keys" />}
				/>
			</Card>
			{editing && <ServerDialog server={server} onClose={edit.close} />}
			<ConfirmDialog
				opened={rotating}
				title="Rotate the keys?"
				confirm="Rotate keys"
				running={turn.running}
				error={turn.error}
				onConfirm={turn.run}
				onClose={rotate.close}
			>
				The next key signs from now on. Tokens that are under way stay valid. APIs that keep a copy of the keys must have read the
				next one, which is published already.
			</ConfirmDialog>
		</Stack>
	);
};
