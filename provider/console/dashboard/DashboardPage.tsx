import "./dashboard.css";
import { IconApps } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { callList } from "#common/ui/api/call.ts";
import { EmptyState } from "#common/ui/page/EmptyState.tsx";
import { Loaded } from "#common/ui/page/Loaded.tsx";
import { PageHeader } from "#common/ui/page/PageHeader.tsx";
import { useWords } from "#common/ui/words/useWords.tsx";
import type { AppLink } from "../api.ts";
import { PersonalFrame } from "../frame/PersonalFrame.tsx";
import { isAdministrator } from "../frame/useMe.ts";
import { AppTile } from "./AppTile.tsx";

/** A person's own applications. */
export const DashboardPage = () => <PersonalFrame>{(me) => <Dashboard administrator={isAdministrator(me)} />}</PersonalFrame>;

const Dashboard = ({ administrator }: { readonly administrator: boolean }) => {
	const { say } = useWords();
	return (
		<>
			<PageHeader title={say("My applications")} description={say("Choose one, and you are signed in to it.")} />
			<Tiles administrator={administrator} />
		</>
	);
};

const Tiles = ({ administrator }: { readonly administrator: boolean }) => {
	const { say } = useWords();
	const links = useQuery({ queryKey: ["my-applications"], queryFn: () => callList<AppLink>("/api/v1/users/me/appLinks") });
	return (
		<Loaded query={links}>
			{({ items }) =>
				items.length === 0 ? (
					<EmptyState
						icon={<IconApps size={40} stroke={1.5} aria-hidden />}
						title={say("No applications yet")}
						description={
							administrator
								? say("Applications that are assigned to you appear here. Assign one in the admin console.")
								: say("Applications that are assigned to you appear here. If you miss one, ask your administrator.")
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
