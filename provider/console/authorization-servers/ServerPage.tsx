import { Tabs } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { call } from "#common/ui/api/call.ts";
import { Loaded } from "#common/ui/page/Loaded.tsx";
import { NotFound } from "#common/ui/page/NotFound.tsx";
import { PageHeader } from "#common/ui/page/PageHeader.tsx";
import { May } from "../frame/May.tsx";
import { useParam } from "../frame/useParam.ts";
import { StatusBadge } from "../StatusBadge.tsx";
import { ClaimsTab } from "./ClaimsTab.tsx";
import { PoliciesTab } from "./PoliciesTab.tsx";
import { ScopesTab } from "./ScopesTab.tsx";
import { ServerActions } from "./ServerActions.tsx";
import { SettingsTab } from "./SettingsTab.tsx";
import { type AuthorizationServer, SERVERS } from "./types.ts";

type Tab = (props: { readonly server: AuthorizationServer }) => ReactNode;

const TABS: readonly (readonly [name: string, title: string, Tab])[] = [
	["settings", "Settings", SettingsTab],
	["scopes", "Scopes", ScopesTab],
	["claims", "Claims", ClaimsTab],
	["access-policies", "Access Policies", PoliciesTab],
];

const BACK = { to: "/admin/api/authorization-servers", label: "Authorization Servers" };

/** One authorization server. The tab is part of the address. */
export const ServerPage = () => {
	const id = useParam("id");
	const tab = useParam("tab");
	const server = useQuery({
		queryKey: ["authorization-server", id],
		queryFn: () => call<AuthorizationServer>("GET", `${SERVERS}/${id}`),
	});
	if (!TABS.some(([name]) => name === tab)) return <NotFound />;
	return (
		<Loaded query={server} back={BACK}>
			{(found) => <Tabbed server={found} tab={tab} />}
		</Loaded>
	);
};

const Tabbed = ({ server, tab }: { readonly server: AuthorizationServer; readonly tab: string }) => {
	const navigate = useNavigate();
	const { id, name, description, status } = server;
	return (
		<>
			<PageHeader
				back={BACK}
				title={name}
				description={description}
				badge={<StatusBadge status={status} />}
				actions={
					<May to="authorizationServers.manage">
						<ServerActions server={server} />
					</May>
				}
			/>
			<Tabs
				value={tab}
				keepMounted={false}
				onChange={(to) => to && void navigate({ to: "/admin/api/authorization-servers/$id/$tab", params: { id, tab: to } })}
			>
				<Tabs.List mb="lg">
					{TABS.map(([value, title]) => (
						<Tabs.Tab key={value} value={value}>
							{title}
						</Tabs.Tab>
					))}
				</Tabs.List>
				{TABS.map(([value, , Panel]) => (
					<Tabs.Panel key={value} value={value}>
						<Panel server={server} />
					</Tabs.Panel>
				))}
			</Tabs>
		</>
	);
};
