import { ActionIcon, Menu } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import { useState } from "react";
import { call } from "#common/ui/api/call.ts";
import { useAction } from "#common/ui/api/useAction.ts";
import { ConfirmDialog } from "#common/ui/dialogs/ConfirmDialog.tsx";
import type { Policy } from "./types.ts";

interface PolicyActionsProps {
	readonly policy: Policy;
	/** The policy in the API. */
	readonly at: string;
	readonly onEdit: () => void;
}

/** What can be done with a policy as a whole. */
export const PolicyActions = ({ policy: { name, status }, at, onEdit }: PolicyActionsProps) => {
	const [asking, setAsking] = useState(false);
	const active = status === "ACTIVE";
	const turn = useAction({
		act: () => call("POST", `${at}/lifecycle/${active ? "deactivate" : "activate"}`),
		done: `${name} has been ${active ? "deactivated" : "activated"}.`,
		errors: "notify",
	});
	const remove = useAction({ act: () => call("DELETE", at), onDone: () => setAsking(false), done: `${name} has been deleted.` });
	return (
		<>
			<Menu position="bottom-end" width={180}>
				<Menu.Target>
					<ActionIcon variant="subtle" color="gray" aria-label={`Actions for ${name}`}>
						<IconDots size={18} aria-hidden />
					</ActionIcon>
				</Menu.Target>
				<Menu.Dropdown>
					<Menu.Item onClick={onEdit}>Edit</Menu.Item>
					<Menu.Item disabled={turn.running} onClick={() => turn.run()}>
						{active ? "Deactivate" : "Activate"}
					</Menu.Item>
					<Menu.Item
						color="red"
						onClick={() => {
							remove.reset();
							setAsking(true);
						}}
					>
						Delete
					</Menu.Item>
				</Menu.Dropdown>
			</Menu>
			<ConfirmDialog
				opened={asking}
				title={`Delete ${name}?`}
				confirm="Delete"
				danger
				running={remove.running}
				error={remove.error}
				onConfirm={remove.run}
				onClose={() => setAsking(false)}
			>
				Its rules go with it. Requests that only this policy lets in are refused from now on.
			</ConfirmDialog>
		</>
	);
};
