import { IconLock } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { ComponentType } from "react";
import { ButtonLink } from "#common/ui/links.tsx";
import { EmptyState } from "#common/ui/page/EmptyState.tsx";
import { PageHeader } from "#common/ui/page/PageHeader.tsx";
import type { Me } from "../api.ts";
import { TrialBanner } from "../authentication/TrialBanner.tsx";
import { authenticationQuery } from "../calls.ts";
import { useMe } from "../me.ts";
import { mayManage, mayReadAudit } from "../roles.ts";
import { HealthBanner } from "./HealthBanner.tsx";

interface ManageProps {
	may(me: Me): boolean;
	readonly page: ComponentType;
}

/** A page under *Manage*: for those who may, below a banner while the provider is failing. */
export const Manage = ({ may, page: Page }: ManageProps) => {
	const me = useMe();
	const { data, dataUpdatedAt } = useQuery({ ...authenticationQuery, enabled: mayReadAudit(me) });
	if (!may(me)) return <Forbidden />;
	return (
		<>
			{data && <TrialBanner of={data} asOf={dataUpdatedAt} mayManage={mayManage(me)} />}
			{data && <HealthBanner health={data.health} />}
			<Page />
		</>
	);
};

const Forbidden = () => (
	<>
		<PageHeader title="This page is not for your roles" />
		<EmptyState
			icon={<IconLock size={40} aria-hidden />}
			title="You do not have permission to see this page"
			description="If you need it, ask your Site admin for a role that allows it."
			action={<ButtonLink to="/">Go Home</ButtonLink>}
		/>
	</>
);
