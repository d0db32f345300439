import { ActionIcon, Group, Menu } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconDots } from "@tabler/icons-react";
import { useState } from "react";
import { call } from "#common/ui/api/call.ts";
import { useAction } from "#common/ui/api/useAction.ts";
import { ConfirmDialog } from "#common/ui/dialogs/ConfirmDialog.tsx";

interface ChangeActionsProps {
	readonly name: string;
	/** Its address in the API. */
	readonly at: string;
	/** What was read of it: goes back with another place. */
	readonly thing: { readonly status: "ACTIVE" | "INACTIVE"; readonly priority: number; readonly system: boolean };
	/** The last place that it can be moved to. */
	readonly last: number;
	/** None: there is nothing in it to edit. */
	readonly onEdit: (() => void) | undefined;
	/** What goes with it when it is deleted. */
	readonly loss: string;
}

/** Moves, edits, switches and deletes a policy or a rule. What is built in is last, and stays. */
export const ChangeActions = ({ name, at, thing, last, onEdit, loss }: ChangeActionsProps) => {
	const [asking, setAsking] = useState(false);
	const { status, priority, system } = thing;
	const active = status === "ACTIVE";
	const move = useAction<number>({ act: (to) => call("PUT", at, { ...thing, priority: to }), errors: "notify" });
	const turn = useAction({
		act: () => call("POST", `${at}/lifecycle/${active ? "deactivate" : "activate"}`),
		done: `${name} has been switched ${active ? "off" : "on"}.`,
		errors: "notify",
	});
	const remove = useAction({ act: () => call("DELETE", at), onDone: () => setAsking(false), done: `${name} has been deleted.` });
	if (system && onEdit === undefined) return null;
	return (
		<Group gap={2} wrap="nowrap" justify="flex-end">
			{!system && last > 1 && (
				<>
					<Arrow label={`Move ${name} up`} disabled={priority <= 1 || move.running} onClick={() => move.run(priority - 1)} up />
					<Arrow label={`Move ${name} down`} disabled={priority >= last || move.running} onClick={() => move.run(priority + 1)} />
				</>
			)}
			<Menu position="bottom-end" width={180}>
				<Menu.Target>
					<ActionIcon variant="subtle" color="gray" aria-label={`Actions for ${name}`}>
						<IconDots size={18} aria-hidden />
					</ActionIcon>
				</Menu.Target>
				<Menu.Dropdown>
					{onEdit && <Menu.Item onClick={onEdit}>Edit</Menu.Item>}
					{!system && (
						<>
							<Menu.Item disabled={turn.running} onClick={() => turn.run()}>
								{active ? "Switch off" : "Switch on"}
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
						</>
					)}
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
				{loss}
			</ConfirmDialog>
		</Group>
	);
};

interface ArrowProps {
	readonly label: string;
	readonly disabled: boolean;
	readonly up?: boolean;
	readonly onClick: () => void;
}

const Arrow = ({ label, disabled, up = false, onClick }: ArrowProps) => (
	<ActionIcon variant="subtle" color="gray" aria-label={label} disabled={disabled} onClick={onClick}>
		{up ? <IconArrowUp size={18} aria-hidden /> : <IconArrowDown size={18} aria-hidden />}
	</ActionIcon>
);
