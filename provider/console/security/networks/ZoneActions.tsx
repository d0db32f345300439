import { ActionIcon, Menu } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import { useState } from "react";
import { call } from "#common/ui/api/call.ts";
import { useAction } from "#common/ui/api/useAction.ts";
import { ConfirmDialog } from "#common/ui/dialogs/ConfirmDialog.tsx";
import { ZONES, type Zone } from "./types.ts";
import { ZoneDialog } from "./ZoneDialog.tsx";

/** What can be done with a network. */
export const ZoneActions = ({ zone }: { readonly zone: Zone }) => {
	const { id, name, status } = zone;
	const [open, setOpen] = useState<"edit" | "delete">();
	const close = () => setOpen(undefined);
	const active = status === "ACTIVE";
	const turn = useAction({
		act: () => call("POST", `${ZONES}/${id}/lifecycle/${active ? "deactivate" : "activate"}`),
		done: `${name} has been switched ${active ? "off" : "on"}.`,
		errors: "notify",
	});
	const remove = useAction({ act: () => call("DELETE", `${ZONES}/${id}`), done: `${name} has been deleted.`, onDone: close });
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
						{active ? "Switch off" : "Switch on"}
					</Menu.Item>
					<Menu.Item color="red" onClick={() => setOpen("delete")}>
						Delete
					</Menu.Item>
				</Menu.Dropdown>
			</Menu>
			{open === "edit" && <ZoneDialog zone={zone} onClose={close} />}
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
				It can be deleted once no rule names it.
			</ConfirmDialog>
		</>
	);
};
