import { ActionIcon, Menu } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconDots } from "@tabler/icons-react";
import { call } from "#common/ui/api/call.ts";
import { useAction } from "#common/ui/api/useAction.ts";
import { ConfirmDialog } from "#common/ui/dialogs/ConfirmDialog.tsx";
import { AttributeDialog } from "./AttributeDialog.tsx";
import { type Attribute, SCHEMA } from "./attribute.ts";

/** What can be done with an attribute that administrators have defined. */
export const AttributeActions = ({ attribute }: { readonly attribute: Attribute }) => {
	const { name, definition } = attribute;
	const label = definition.title || name;
	const [editing, edit] = useDisclosure(false);
	const [asking, ask] = useDisclosure(false);
	const remove = useAction({
		act: () => call("POST", SCHEMA, { definitions: { custom: { properties: { [name]: null } } } }),
		done: `${label} has been deleted.`,
		onDone: ask.close,
	});
	return (
		<>
			<Menu position="bottom-end" width={180}>
				<Menu.Target>
					<ActionIcon variant="subtle" color="gray" aria-label={`Actions for ${label}`}>
						<IconDots size={18} aria-hidden />
					</ActionIcon>
				</Menu.Target>
				<Menu.Dropdown>
					<Menu.Item onClick={edit.open}>Edit</Menu.Item>
					<Menu.Item color="red" onClick={ask.open}>
						Delete
					</Menu.Item>
				</Menu.Dropdown>
			</Menu>
			{editing && <AttributeDialog attribute={attribute} onClose={edit.close} />}
			<ConfirmDialog
				opened={asking}
				title={`Delete ${label}?`}
				confirm="Delete"
				danger
				running={remove.running}
				error={remove.error}
				onConfirm={() => remove.run()}
				onClose={ask.close}
			>
				Its values are removed from every profile, and cannot be brought back. Claims and group rules that name it find nothing
				any more.
			</ConfirmDialog>
		</>
	);
};
