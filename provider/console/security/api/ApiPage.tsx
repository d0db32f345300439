import { Button, Tabs } from "@mantine/core";
import { IconBook2 } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import type { ComponentType } from "react";
import { NotFound } from "#common/ui/page/NotFound.tsx";
import { PageHeader } from "#common/ui/page/PageHeader.tsx";
import type { Permission } from "../../api.ts";
import { ServersTab } from "../../authorization-servers/ServersTab.tsx";
import { useMay } from "../../frame/useMe.ts";
import { useParam } from "../../frame/useParam.ts";
import { TokensTab } from "./TokensTab.tsx";
import { TrustedOriginsTab } from "./TrustedOriginsTab.tsx";

interface Tab {
	readonly name: string;
	readonly title: string;
	/** None: for every administrator. */
	readonly needs?: Permission;
	readonly Panel: ComponentType;
}

const TABS: readonly Tab[] = [
	{
		name: "authorization-servers",
		title: "Authorization Servers",
		needs: "authorizationServers.read",
		Panel: ServersTab,
	},
	{ name: "tokens", title: "Tokens", Panel: TokensTab },
	{ name: "trusted-origins", title: "Trusted Origins", needs: "trustedOrigins.read", Panel: TrustedOriginsTab },
];

/** The APIs that this provider guards, its own among them: who issues tokens, and what calls the management API besides this console. */
export const ApiPage = () => {
	const asked = useParam("tab");
	const navigate = useNavigate();
	const may = useMay();
	const tabs = TABS.filter(({ needs }) => needs === undefined || may(needs));
	if (!TABS.some(({ name }) => name === asked)) return <NotFound />;
	const tab = tabs.find(({ name }) => name === asked) ?? tabs[0];
	return (
		<>
			<PageHeader
				title="API"
				description="Access to your own APIs, and to the management API that this console itself uses."
				actions={
					<Button component="a" href="/api/docs" variant="default" leftSection={<IconBook2 size={18} aria-hidden />}>
						API documentation
					</Button>
				}
			/>
			<Tabs
				value={tab?.name ?? null}
				keepMounted={false}
				onChange={(to) => to && void navigate({ to: "/admin/api/$tab", params: { tab: to } })}
			>
				<Tabs.List mb="lg">
					{tabs.map(({ name, title }) => (
						<Tabs.Tab key={name} value={name}>
							{title}
						</Tabs.Tab>
					))}
				</Tabs.List>
				{tabs.map(({ name, Panel }) => (
					<Tabs.Panel key={name} value={name}>
						<Panel />
					</Tabs.Panel>
				))}
			</Tabs>
		</>
	);
};
