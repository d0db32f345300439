import "./dashboard.css";
import { IconApps } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { callList } from "#common/ui/api/call.ts";
import { AppFrame } from "#common/ui/frame/AppFrame.tsx";
import { EmptyState } from "#common/ui/page/EmptyState.tsx";
import { Loaded } from "#common/ui/page/Loaded.tsx";
import { PageHeader } from "#common/ui/page/PageHeader.tsx";
import type { AppLink, Me } from "../api.ts";
import { isAdministrator, useMe } from "../frame/useMe.ts";
import { AppTile } from "./AppTile.tsx";

/** A person's own applications. */
export const DashboardPage = () => <Loaded query={useMe()}>{(me) => <Dashboard me={me} />}</Loaded>;

const Dashboard = ({ me }: { readonly me: Me }) => (
	<AppFrame
		product="Signet"
		person={me}
		signOuts={[{ label: "Sign out" }]}
		aside={
			isAdministrator(me) && (
				<Link to="/admin" className="sg-bar-link">
					Admin console
				</Link>
			)
		}
	>
		<PageHeader title="My applications" description="Choose one, and you are signed in to it." />
		<Tiles administrator={isAdministrator(me)} />
	</AppFrame>
);

const Tiles = ({ administrator }: { readonly administrator: boolean }) => {
	const links = useQuery({ queryKey: ["my-applications"], queryFn: () => callList<AppLink>("/api/v1/users/me/appLinks") });
	return (
		<Loaded query={links}>
			{({ items }) =>
				items.length === 0 ? (
					<EmptyState
						icon={<IconApps size={40} stroke={1.5} aria-hidden />}
						title="No applications yet"
						description={
							administrator
								? "Applications that are assigned to you appear here. Assign one in the admin console."
								: "Applications that are assigned to you appear here. If you miss one, ask your administrator."
						}
					/>
				) : (
					<ul className="sg-tiles">
						{items.map((link) => (
							<li key={link.id}>
								<AppTile link={link} />
							</li>
						))}
					</ul>
				)
			}
		</Loaded>
	);
};
