import { Tabs } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { NotFound } from "#common/ui/page/NotFound.tsx";
import { PageHeader } from "#common/ui/page/PageHeader.tsx";
import { useParam } from "../../frame/useParam.ts";
import { ConsolePolicyCard } from "./ConsolePolicyCard.tsx";
import { PolicyList } from "./PolicyList.tsx";
import { TryItCard } from "./TryItCard.tsx";
import type { PolicyType } from "./types.ts";

interface Tab {
	readonly name: string;
	readonly title: string;
	readonly type: PolicyType;
	readonly description: string;
	readonly beside?: ReactNode;
}

const TABS: readonly Tab[] = [
	{
		name: "sign-on",
		title: "Sign-on",
		type: "OKTA_SIGN_ON",
		description:
			"Every sign-in meets these. From the top, the first rule that fits the person, the network and the device decides.",
		beside: <TryItCard />,
	},
	{
		name: "applications",
		title: "Applications",
		type: "ACCESS_POLICY",
		description:
			"Each application goes by one of these, besides the sign-on policies; its Sign On tab says by which. Whom no rule fits goes by the Default Policy.",
		beside: (
			<>
				<ConsolePolicyCard />
				<TryItCard />
			</>
		),
	},
	{
		name: "password",
		title: "Password",
		type: "PASSWORD",
		description:
			"What passwords must be, for how long they hold, and what people may do for themselves. The first policy that is for a person holds.",
	},
	{
		name: "enrolment",
		title: "Enrolment",
		type: "MFA_ENROLL",
		description: "Which factors people may, need or need not set up. The first policy that is for a person holds.",
	},
];

/** What the organisation asks of sign-ins, passwords and factors. The tab is part of the address. */
export const PoliciesPage = () => {
	const asked = useParam("tab");
	const navigate = useNavigate();
	if (!TABS.some(({ name }) => name === asked)) return <NotFound />;
	return (
		<>
			<PageHeader title="Policies" description="Who gets in, with what, and for how long." />
			<Tabs
				value={asked}
				keepMounted={false}
				onChange={(to) => to && void navigate({ to: "/admin/policies/$tab", params: { tab: to } })}
			>
				<Tabs.List mb="lg">
					{TABS.map(({ name, title }) => (
						<Tabs.Tab key={name} value={name}>
							{title}
						</Tabs.Tab>
					))}
				</Tabs.List>
				{TABS.map(({ name, type, description, beside }) => (
					<Tabs.Panel key={name} value={name}>
						<PolicyList type={type} description={description}>
							{beside}
						</PolicyList>
					</Tabs.Panel>
				))}
			</Tabs>
		</>
	);
};
