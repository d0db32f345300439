import { Button } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { call } from "#common/ui/api/call.ts";
import { useAction } from "#common/ui/api/useAction.ts";
import { ConfirmDialog } from "#common/ui/dialogs/ConfirmDialog.tsx";
import { type AuthorizationServer, SERVERS } from "./types.ts";

/** Activate, deactivate, delete. The default server cannot be deleted. */
export const ServerActions = ({ server }: { readonly server: AuthorizationServer }) => {
	const { id, name, status } = server;
	const [asking, setAsking] = useState<"deactivate" | "delete">();
	const navigate = useNavigate();
	const close = () => setAsking(undefined);
	const at = `${SERVERS}/${id}`;
	const activate = useAction({
		act: () => call("POST", `${at}/lifecycle/activate`),
		done: `${name} is active.`,
		errors: "notify",
	});
	const deactivate = useAction({
		act: () => call("POST", `${at}/lifecycle/deactivate`),
		onDone: close,
		done: `${name} is inactive.`,
	});
	const remove = useAction({
		act: () => call("DELETE", at),
		onDone: () => navigate({ to: "/admin/api/authorization-servers" }),
		done: `${name} has been deleted.`,
	});
	return (
		<>
			{status === "ACTIVE" ? (
				<Button variant="default" onClick={() => setAsking("deactivate")}>
					Deactivate
				</Button>
			) : (
				<Button loading={activate.running} onClick={() => activate.run()}>
					Activate
				</Button>
			)}
			{!server.default && (
				<Button variant="default" onClick={() => setAsking("delete")}>
					Delete
				</Button>
			)}
			<ConfirmDialog
				opened={asking === "deactivate"}
				title={`Deactivate ${name}?`}
				confirm="Deactivate"
				danger
				running={deactivate.running}
				error={deactivate.error}
				onConfirm={deactivate.run}
				onClose={close}
			>
				It issues no tokens until it is active again. Access tokens that are under way work until they end.
			</ConfirmDialog>
			<ConfirmDialog
				opened={asking === "delete"}
				title={`Delete ${name}?`}
				confirm="Delete"
				danger
				running={remove.running}
				error={remove.error}
				onConfirm={remove.run}
				onClose={close}
			>
				Its keys, scopes, claims and policies are gone for good, and so are the refresh tokens that it has issued.
			</ConfirmDialog>
		</>
	);
};
