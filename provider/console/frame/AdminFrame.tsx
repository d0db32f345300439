import { IconUserCircle } from "@tabler/icons-react";
import { Link, Outlet } from "@tanstack/react-router";
import { AppFrame } from "#common/ui/frame/AppFrame.tsx";
import { Loaded } from "#common/ui/page/Loaded.tsx";
import { Locked } from "./Locked.tsx";
import { NotForYou } from "./NotForYou.tsx";
import { navFor } from "./nav.tsx";
import { isAdministrator, useMe } from "./useMe.ts";

const OWN = [{ label: "My account", to: "/account/profile", icon: <IconUserCircle size={18} aria-hidden /> }];

/** The frame of the administrators' pages; whoever is none is told so. */
export const AdminFrame = () => (
	<Loaded query={useMe()}>
		{(me) =>
			isAdministrator(me) && !me.consoleLocked ? (
				<AppFrame
					product={me.organization.name}
					nav={navFor(me)}
					person={me}
					links={OWN}
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
				<AppFrame product={me.organization.name} person={me} links={OWN} signOuts={[{ label: "Sign out" }]}>
					{me.consoleLocked ? <Locked /> : <NotForYou />}
				</AppFrame>
			)
		}
	</Loaded>
);
