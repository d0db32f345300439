import { ActionIcon, Menu } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import { useState } from "react";
import { call } from "#common/ui/api/call.ts";
import { useAction } from "#common/ui/api/useAction.ts";
import { ConfirmDialog } from "#common/ui/dialogs/ConfirmDialog.tsx";
import { OriginDialog } from "./OriginDialog.tsx";
import type { TrustedOrigin } from "./types.ts";

/** What can be done with a trusted origin. */
export const OriginActions = ({ origin }: { readonly origin: TrustedOrigin }) => {
	const { id, name, status } = origin;
	const [open, setOpen] = useState<"edit" | "delete">();
	const close = () => setOpen(undefined);
	const at = `/api/v1/trustedOrigins/${id}`;
	const active = status === "ACTIVE";
	const turn = useAction({
		act: () => call("POST", `${at}/lifecycle/${active ? "deactivate" : "activate"}`),
		done: active ? `${name} is not trusted any more.` : `${name} is trusted again.`,
		errors: "notify",
	});
	const remove = useAction({ act: () => call("DELETE", at), done: `${name} has been deleted.`, onDone: close });
	return (
		<>
			<Menu position="bottom-end" width={180}>
				<Menu.Target>
					<ActionIcon variant="subtle" color="gray" aria-label={`Actions for ${name}`}>
						<IconDots size={18} aria-hidden />
					</ActionIcon>
				</Menu.Target>
				<Menu.Dropdown>
					<Menu.Item onClick={() => setOpen("edit")}>Edit</Menu.Item>
					<Menu.Item disabled={turn.running} onClick={() => turn.run()}>
						{active ? "Deactivate" : "Activate"}
					</Menu.Item>
					<Menu.Item color="red" onClick={() => setOpen("delete")}>
						Delete
					</Menu.Item>
				</Menu.Dropdown>
			</Menu>
			{open === "edit" && <OriginDialog origin={origin} onClose={close} />}
			<ConfirmDialog
				opened={open === "delete"}
				title="Delete this trusted origin?"
				confirm="Delete"
				danger
				running={remove.running}
				error={remove.error}
				onConfirm={remove.run}
				onClose={close}
			>
				Pages of {origin.origin} can then no longer sign people in here, nor be where people are sent.
			</ConfirmDialog>
		</>
	);
};
