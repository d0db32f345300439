import { IconApps, IconKey, IconListSearch, IconUser, IconUsersGroup } from "@tabler/icons-react";
import type { NavGroup, NavItem } from "#common/ui/frame/Nav.tsx";
import type { Me, Permission } from "../api.ts";

type Item = NavItem & {
	/** Without it the page has nothing to show; none: every administrator has something there. */
	readonly needs?: Permission;
};

const GROUPS: readonly { readonly label: string; readonly items: readonly Item[] }[] = [
	{
		label: "Directory",
		items: [
			{ label: "People", to: "/admin/people", icon: <IconUser size={18} aria-hidden />, needs: "users.read" },
			{ label: "Groups", to: "/admin/groups", icon: <IconUsersGroup size={18} aria-hidden />, needs: "groups.read" },
		],
	},
	{
		label: "Applications",
		items: [{ label: "Applications", to: "/admin/applications", icon: <IconApps size={18} aria-hidden />, needs: "apps.read" }],
	},
	{ label: "Security", items: [{ label: "API", to: "/admin/api", icon: <IconKey size={18} aria-hidden /> }] },
	{
		label: "Reports",
		items: [{ label: "System Log", to: "/admin/system-log", icon: <IconListSearch size={18} aria-hidden />, needs: "logs.read" }],
	},
];

/** The navigation of this administrator: the pages that their roles let them read. */
export const navFor = ({ permissions }: Me): readonly NavGroup[] =>
	GROUPS.map(({ label, items }) => ({
		label,
		items: items.filter(({ needs }) => needs === undefined || permissions.includes(needs)),
	})).filter(({ items }) => items.length > 0);

/** The page that the console opens with. */
export const startFor = ({ permissions }: Me): string =>
	permissions.includes("apps.read") ? "/admin/applications" : permissions.includes("users.read") ? "/admin/people" : "/admin/api";
