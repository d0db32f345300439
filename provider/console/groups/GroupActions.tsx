import { Button } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { call } from "#common/ui/api/call.ts";
import { useAction } from "#common/ui/api/useAction.ts";
import { ConfirmDialog } from "#common/ui/dialogs/ConfirmDialog.tsx";
import type { Group } from "../api.ts";
import { GroupDialog } from "./GroupDialog.tsx";

/** Edit and delete. */
export const GroupActions = ({ group }: { readonly group: Group }) => {
	const [open, setOpen] = useState<"edit" | "delete">();
	const navigate = useNavigate();
	const { name } = group.profile;
	const close = () => setOpen(undefined);
	const remove = useAction({
		act: () => call("DELETE", `/api/v1/groups/${group.id}`),
		onDone: () => navigate({ to: "/admin/groups" }),
		done: `${name} has been deleted.`,
	});
	return (
		<>
			<Button variant="default" onClick={() => setOpen("edit")}>
				Edit
			</Button>
			<Button variant="default" onClick={() => setOpen("delete")}>
				Delete
			</Button>
			{open === "edit" && <GroupDialog group={group} onClose={close} />}
			<ConfirmDialog
				opened={open === "delete"}
				title={`Delete ${name}?`}
				confirm="Delete"
				danger
				running={remove.running}
				error={remove.error}
				onConfirm={remove.run}
				onClose={close}
			>
				Its members stay, but lose every application that they have through this group.
			</ConfirmDialog>
		</>
	);
};
