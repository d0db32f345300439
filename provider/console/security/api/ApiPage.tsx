import { Tabs } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { NotFound } from "#common/ui/page/NotFound.tsx";
import { PageHeader } from "#common/ui/page/PageHeader.tsx";
import { useParam } from "../../frame/useParam.ts";
import { TokensTab } from "./TokensTab.tsx";
import { TrustedOriginsTab } from "./TrustedOriginsTab.tsx";

const TABS = [
	["tokens", "Tokens"],
	["trusted-origins", "Trusted Origins"],
] as const;

/** Who may call the management API besides this console: scripts with a token, and pages of trusted sites. */
export const ApiPage = () => {
	const tab = useParam("tab");
	const navigate = useNavigate();
	if (!TABS.some(([name]) => name === tab)) return <NotFound />;
	return (
		<>
			<PageHeader title="API" description="Tokens for scripts, and the sites whose pages may sign people in here." />
			<Tabs
				value={tab}
				keepMounted={false}
				onChange={(to) => to && void navigate({ to: "/admin/api/$tab", params: { tab: to } })}
			>
				<Tabs.List mb="lg">
					{TABS.map(([name, title]) => (
						<Tabs.Tab key={name} value={name}>
							{title}
						</Tabs.Tab>
					))}
				</Tabs.List>
				<Tabs.Panel value="tokens">
					<TokensTab />
				</Tabs.Panel>
				<Tabs.Panel value="trusted-origins">
					<TrustedOriginsTab />
				</Tabs.Panel>
			</Tabs>
		</>
	);
};
