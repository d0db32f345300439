import { Button } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { call } from "#common/ui/api/call.ts";
import { useAction } from "#common/ui/api/useAction.ts";
import { ConfirmDialog } from "#common/ui/dialogs/ConfirmDialog.tsx";
import type { Application, Bookmark } from "../api.ts";

/** Activate, deactivate, delete. Only what is inactive can be deleted. */
export const ApplicationActions = ({ application: { id, label, status } }: { readonly application: Application | Bookmark }) => {
	const [asking, setAsking] = useState<"deactivate" | "delete">();
	const navigate = useNavigate();
	const close = () => setAsking(undefined);
	const at = `/api/v1/apps/${id}`;
	const activate = useAction({
		act: () => call("POST", `${at}/lifecycle/activate`),
		done: `${label} is active.`,
		errors: "notify",
	});
	const deactivate = useAction({
		act: () => call("POST", `${at}/lifecycle/deactivate`),
		onDone: close,
		done: `${label} is inactive.`,
	});
	const remove = useAction({
		act: () => call("DELETE", at),
		onDone: () => navigate({ to: "/admin/applications" }),
		done: `${label} has been deleted.`,
	});
	return (
		<>
			{status === "ACTIVE" ? (
				<Button variant="default" onClick={() => setAsking("deactivate")}>
					Deactivate
				</Button>
			) : (
				<>
					<Button loading={activate.running} onClick={() => activate.run()}>
						Activate
					</Button>
					<Button variant="default" onClick={() => setAsking("delete")}>
						Delete
					</Button>
				</>
			)}
			<ConfirmDialog
				opened={asking === "deactivate"}
				title={`Deactivate ${label}?`}
				confirm="Deactivate"
				danger
				running={deactivate.running}
				error={deactivate.error}
				onConfirm={deactivate.run}
				onClose={close}
			>
				Nobody can sign in to it until it is active again. Its settings and assignments stay.
			</ConfirmDialog>
			<ConfirmDialog
				opened={asking === "delete"}
				title={`Delete ${label}?`}
				confirm="Delete"
				danger
				running={remove.running}
				error={remove.error}
				onConfirm={remove.run}
				onClose={close}
			>
				Its client ID, its secrets and its assignments are gone for good.
			</ConfirmDialog>
		</>
	);
};
