import { Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { call } from "#common/ui/api/call.ts";
import { Loaded } from "#common/ui/page/Loaded.tsx";
import { PageHeader } from "#common/ui/page/PageHeader.tsx";
import type { Person } from "../api.ts";
import { useParam } from "../frame/useParam.ts";
import { StatusBadge } from "../StatusBadge.tsx";
import { AccountCard } from "./AccountCard.tsx";
import { AdministratorCard } from "./AdministratorCard.tsx";
import { Lifecycle } from "./Lifecycle.tsx";
import { nameOf } from "./names.ts";
import { PersonApplications } from "./PersonApplications.tsx";
import { PersonGroups } from "./PersonGroups.tsx";
import { ProfileCard } from "./ProfileCard.tsx";

const BACK = { to: "/admin/people", label: "People" };

/** One person: profile, account, and what belongs to them. */
export const PersonPage = () => {
	const id = useParam("id");
	const person = useQuery({ queryKey: ["person", id], queryFn: () => call<Person>("GET", `/api/v1/users/${id}`) });
	return (
		<Loaded query={person} back={BACK}>
			{(found) => (
				<>
					<PageHeader
						back={BACK}
						title={nameOf(found)}
						badge={<StatusBadge status={found.status} />}
						actions={<Lifecycle person={found} />}
					/>
					<Stack gap="lg">
						<ProfileCard person={found} />
						<AccountCard person={found} />
						<PersonGroups id={id} />
						<PersonApplications id={id} />
						<AdministratorCard person={found} />
					</Stack>
				</>
			)}
		</Loaded>
	);
};
