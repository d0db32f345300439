import { ActionIcon, Menu } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import { useState } from "react";
import { call } from "#common/ui/api/call.ts";
import { useAction } from "#common/ui/api/useAction.ts";
import { ConfirmDialog } from "#common/ui/dialogs/ConfirmDialog.tsx";
import { RuleDialog } from "./RuleDialog.tsx";
import type { GroupRule } from "./rule.ts";

/** What can be done with a rule in its present state. */
export const RuleActions = ({ rule }: { readonly rule: GroupRule }) => {
	const [open, setOpen] = useState<"edit" | "deactivate" | "delete">();
	const at = `/api/v1/groups/rules/${rule.id}`;
	const close = () => setOpen(undefined);
	const activate = useAction({
		act: () => call("POST", `${at}/lifecycle/activate`),
		done: `${rule.name} has been activated. People are being put into its groups.`,
		errors: "notify",
	});
	const deactivate = useAction({
		act: () => call("POST", `${at}/lifecycle/deactivate`),
		done: `${rule.name} has been deactivated.`,
		onDone: close,
	});
	const remove = useAction({
		act: () => call("DELETE", `${at}?removeUsers=true`),
		done: `${rule.name} has been deleted.`,
		onDone: close,
	});
	const back = "People whom this rule alone put into its groups leave them within seconds. Whoever was added by hand stays.";
	return (
		<>
			<Menu position="bottom-end" width={180}>
				<Menu.Target>
					<ActionIcon variant="subtle" color="gray" aria-label={`Actions for ${rule.name}`}>
						<IconDots size={18} aria-hidden />
					</ActionIcon>
				</Menu.Target>
				<Menu.Dropdown>
					{rule.status !== "ACTIVE" && (
						<Menu.Item disabled={activate.running} onClick={() => activate.run()}>
							Activate
						</Menu.Item>
					)}
					{rule.status === "ACTIVE" && <Menu.Item onClick={() => setOpen("deactivate")}>Deactivate</Menu.Item>}
					{rule.status !== "ACTIVE" && <Menu.Item onClick={() => setOpen("edit")}>Edit</Menu.Item>}
					<Menu.Item color="red" onClick={() => setOpen("delete")}>
						Delete
					</Menu.Item>
				</Menu.Dropdown>
			</Menu>
			{open === "edit" && <RuleDialog rule={rule} onClose={close} />}
			<ConfirmDialog
				opened={open === "deactivate"}
				title={`Deactivate ${rule.name}?`}
				confirm="Deactivate"
				running={deactivate.running}
				error={deactivate.error}
				onConfirm={deactivate.run}
				onClose={close}
			>
				{back}
			</ConfirmDialog>
			<ConfirmDialog
				opened={open === "delete"}
				title={`Delete ${rule.name}?`}
				confirm="Delete"
				danger
				running={remove.running}
				error={remove.error}
				onConfirm={remove.run}
				onClose={close}
			>
				{back}
			</ConfirmDialog>
		</>
	);
};
