import {
	IconApps,
	IconForms,
	IconKey,
	IconListSearch,
	IconMail,
	IconNetwork,
	IconPalette,
	IconShieldCheck,
	IconSignature,
	IconUser,
	IconUsersGroup,
} from "@tabler/icons-react";
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
			{
				label: "Profile Editor",
				to: "/admin/profile-editor",
				icon: <IconForms size={18} aria-hidden />,
				needs: "schemas.read",
			},
		],
	},
	{
		label: "Applications",
		items: [{ label: "Applications", to: "/admin/applications", icon: <IconApps size={18} aria-hidden />, needs: "apps.read" }],
	},
	{
		label: "Security",
		items: [
			{
				label: "Policies",
				to: "/admin/policies",
				icon: <IconShieldCheck size={18} aria-hidden />,
				needs: "policies.read",
			},
			{ label: "Networks", to: "/admin/networks", icon: <IconNetwork size={18} aria-hidden />, needs: "networkZones.read" },
			{
				label: "Signing keys",
				to: "/admin/signing-keys",
				icon: <IconSignature size={18} aria-hidden />,
				needs: "signingKeys.read",
			},
			{ label: "API", to: "/admin/api", icon: <IconKey size={18} aria-hidden /> },
		],
	},
	{
		label: "Settings",
		items: [{ label: "Looks", to: "/admin/looks", icon: <IconPalette size={18} aria-hidden />, needs: "orgs.read" }],
	},
	{
		label: "Reports",
		items: [
			{ label: "System Log", to: "/admin/system-log", icon: <IconListSearch size={18} aria-hidden />, needs: "logs.read" },
			{ label: "Outbox", to: "/admin/outbox", icon: <IconMail size={18} aria-hidden />, needs: "logs.read" },
		],
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
