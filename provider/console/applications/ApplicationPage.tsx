import { Tabs } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { call } from "#common/ui/api/call.ts";
import { Loaded } from "#common/ui/page/Loaded.tsx";
import { NotFound } from "#common/ui/page/NotFound.tsx";
import { PageHeader } from "#common/ui/page/PageHeader.tsx";
import type { Application, Bookmark } from "../api.ts";
import { May } from "../frame/May.tsx";
import { useMay } from "../frame/useMe.ts";
import { useParam } from "../frame/useParam.ts";
import { StatusBadge } from "../StatusBadge.tsx";
import { AppLogo } from "./AppLogo.tsx";
import { ApplicationActions } from "./ApplicationActions.tsx";
import { ApiScopesTab } from "./api-scopes/ApiScopesTab.tsx";
import { AssignmentsTab } from "./assignments/AssignmentsTab.tsx";
import { BookmarkCard } from "./general/BookmarkCard.tsx";
import { GeneralTab } from "./general/GeneralTab.tsx";
import { logoOf } from "./logo.ts";
import { SignOnTab } from "./sign-on/SignOnTab.tsx";

const TABS = [
	["general", "General"],
	["sign-on", "Sign On"],
	["assignments", "Assignments"],
	["api-scopes", "Okta API Scopes"],
] as const;

const isOpenId = (application: Application | Bookmark): application is Application =>
	application.settings.oauthClient !== undefined;

const BACK = { to: "/admin/applications", label: "Applications" };

/** One application. The tab is part of the address. */
export const ApplicationPage = () => {
	const id = useParam("id");
	const tab = useParam("tab");
	const application = useQuery({
		queryKey: ["application", id],
		queryFn: () => call<Application | Bookmark>("GET", `/api/v1/apps/${id}`),
	});
	if (!TABS.some(([name]) => name === tab)) return <NotFound />;
	return (
		<Loaded query={application} back={BACK}>
			{(found) => <Tabbed application={found} tab={tab} />}
		</Loaded>
	);
};

const Tabbed = ({ application, tab }: { readonly application: Application | Bookmark; readonly tab: string }) => {
	const navigate = useNavigate();
	const { id, label, status } = application;
	const openId = isOpenId(application) ? application : undefined;
	const may = useMay();
	const service = openId?.settings.oauthClient.application_type === "service";
	const tabs = TABS.filter(([name]) => {
		if (name === "api-scopes") return service && may("appGrants.read");
		return openId !== undefined || name !== "sign-on";
	});
	if (!tabs.some(([name]) => name === tab)) return <NotFound />;
	return (
		<>
			<PageHeader
				back={BACK}
				image={<AppLogo label={label} href={logoOf(application)} size={44} />}
				title={label}
				badge={<StatusBadge status={status} />}
				actions={
					<May to="apps.manage">
						<ApplicationActions application={application} />
					</May>
				}
			/>
			<Tabs
				value={tab}
				keepMounted={false}
				onChange={(to) => to && void navigate({ to: "/admin/applications/$id/$tab", params: { id, tab: to } })}
			>
				<Tabs.List mb="lg">
					{tabs.map(([name, title]) => (
						<Tabs.Tab key={name} value={name}>
							{title}
						</Tabs.Tab>
					))}
				</Tabs.List>
				<Tabs.Panel value="general">
					{isOpenId(application) ? <GeneralTab application={application} /> : <BookmarkCard application={application} />}
				</Tabs.Panel>
				{openId && (
					<>
						<Tabs.Panel value="sign-on">
							<SignOnTab application={openId} />
						</Tabs.Panel>
						<Tabs.Panel value="api-scopes">
							<ApiScopesTab application={openId} />
						</Tabs.Panel>
					</>
				)}
				<Tabs.Panel value="assignments">
					<AssignmentsTab application={application} />
				</Tabs.Panel>
			</Tabs>
		</>
	);
};
