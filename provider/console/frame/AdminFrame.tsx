import { Link, Outlet } from "@tanstack/react-router";
import { AppFrame } from "#common/ui/frame/AppFrame.tsx";
import { Loaded } from "#common/ui/page/Loaded.tsx";
import { NotForYou } from "./NotForYou.tsx";
import { navFor } from "./nav.tsx";
import { isAdministrator, useMe } from "./useMe.ts";

/** The frame of the administrators' pages; whoever is none is told so. */
export const AdminFrame = () => (
	<Loaded query={useMe()}>
		{(me) =>
			isAdministrator(me) ? (
				<AppFrame
					product="Signet Provider"
					nav={navFor(me)}
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
