import { ActionIcon, Menu } from "@mantine/core";
import {
	IconDevices,
	IconDots,
	IconKey,
	IconTrash,
	IconUserCheck,
	IconUserCog,
	IconUserOff,
	IconUserShield,
} from "@tabler/icons-react";
import type { User } from "../api.ts";
import type { UserAction } from "./actions.ts";

interface UserMenuProps {
	readonly user: User;
	readonly onChoose: (action: UserAction | "roles" | "sessions") => void;
}

/** What can be done with one user. The Site admin's Auth Type is fixed, and that account cannot be deleted. */
export const UserMenu = ({ user, onChoose }: UserMenuProps) => {
	const fixed = user.roles.includes("site-admin");
	const builtIn = user.authType === "built-in";
	const item = (action: UserAction | "roles" | "sessions", Icon: typeof IconKey) => ({
		leftSection: <Icon size={18} aria-hidden />,
		onClick: () => onChoose(action),
	});
	return (
		<Menu position="bottom-end" shadow="md" withInitialFocusPlaceholder={false}>
			<Menu.Target>
				<ActionIcon variant="subtle" color="gray" aria-label={`Actions for ${user.name}`}>
					<IconDots size={18} aria-hidden />
				</ActionIcon>
			</Menu.Target>
			<Menu.Dropdown>
				<Menu.Item {...item("roles", IconUserShield)}>Change Roles</Menu.Item>
				<Menu.Item {...item("auth-type", IconUserCog)} disabled={fixed}>
					Change Auth Type
				</Menu.Item>
				<Menu.Item {...item("reset-password", IconKey)} disabled={!builtIn}>
					Reset Password
				</Menu.Item>
				<Menu.Item {...item("sessions", IconDevices)}>Sessions</Menu.Item>
				<Menu.Item {...item("status", user.status === "active" ? IconUserOff : IconUserCheck)} disabled={fixed}>
					{user.status === "active" ? "Deactivate" : "Activate"}
				</Menu.Item>
				<Menu.Divider />
				<Menu.Item {...item("delete", IconTrash)} disabled={fixed} c="var(--mantine-color-error)">
					Delete
				</Menu.Item>
			</Menu.Dropdown>
		</Menu>
	);
};
