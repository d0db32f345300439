import { IconApps, IconKey, IconListSearch, IconShieldLock, IconUser, IconUsersGroup } from "@tabler/icons-react";
import { Link, Outlet } from "@tanstack/react-router";
import { AppFrame } from "#common/ui/frame/AppFrame.tsx";
import type { NavGroup } from "#common/ui/frame/Nav.tsx";
import { Loaded } from "#common/ui/page/Loaded.tsx";
import { NotForYou } from "./NotForYou.tsx";
import { isAdministrator, useMe } from "./useMe.ts";

const NAV: readonly NavGroup[] = [
	{
		label: "Directory",
		items: [
			{ label: "People", to: "/admin/people", icon: <IconUser size={18} aria-hidden /> },
			{ label: "Groups", to: "/admin/groups", icon: <IconUsersGroup size={18} aria-hidden /> },
		],
	},
	{
		label: "Applications",
		items: [{ label: "Applications", to: "/admin/applications", icon: <IconApps size={18} aria-hidden /> }],
	},
	{
		label: "Security",
		items: [
			{ label: "Authorization Servers", to: "/admin/authorization-servers", icon: <IconShieldLock size={18} aria-hidden /> },
			{ label: "API", to: "/admin/api", icon: <IconKey size={18} aria-hidden /> },
		],
	},
	{
		label: "Reports",
		items: [{ label: "System Log", to: "/admin/system-log", icon: <IconListSearch size={18} aria-hidden /> }],
	},
];

/** The frame of the administrators' pages; whoever is none is told so. */
export const AdminFrame = () => (
	<Loaded query={useMe()}>
		{(me) =>
			isAdministrator(me) ? (
				<AppFrame
					product="Signet Provider"
					nav={NAV}
					person={me}
					signOuts={[{ label: "Sign out" }]}
					aside={
						<Link to="/" className="sg-bar-link">
							My applications
						</Link>
					}
				>
					<Outlet />
				</AppFrame>
			) : (
				<AppFrame product="Signet" person={me} signOuts={[{ label: "Sign out" }]}>
					<NotForYou />
				</AppFrame>
			)
		}
	</Loaded>
);
