import { Tabs } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";

const TABS = [
	["groups", "Groups", "/admin/groups"],
	["rules", "Rules", "/admin/groups/rules"],
] as const;

/** The two sides of groups: which there are, and what puts people into them. Each has its own address. */
export const GroupTabs = ({ current }: { readonly current: "groups" | "rules" }) => {
	const navigate = useNavigate();
	return (
		<Tabs
			value={current}
			mb="lg"
			onChange={(chosen) => {
				const tab = TABS.find(([name]) => name === chosen);
				if (tab) void navigate({ to: tab[2] });
			}}
		>
			<Tabs.List aria-label="Groups and rules">
				{TABS.map(([name, title]) => (
					<Tabs.Tab key={name} value={name}>
						{title}
					</Tabs.Tab>
				))}
			</Tabs.List>
		</Tabs>
	);
};
