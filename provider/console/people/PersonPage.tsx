import { Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { call } from "#common/ui/api/call.ts";
import { Loaded } from "#common/ui/page/Loaded.tsx";
import { PageHeader } from "#common/ui/page/PageHeader.tsx";
import type { Person } from "../api.ts";
import { useMay, useMe } from "../frame/useMe.ts";
import { useParam } from "../frame/useParam.ts";
import { StatusBadge } from "../StatusBadge.tsx";
import { AccountCard } from "./AccountCard.tsx";
import { AdministratorCard } from "./AdministratorCard.tsx";
import { FactorsCard } from "./FactorsCard.tsx";
import { Lifecycle } from "./Lifecycle.tsx";
import { nameOf } from "./names.ts";
import { PersonApplications } from "./PersonApplications.tsx";
import { PersonGroups } from "./PersonGroups.tsx";
import { ProfileCard } from "./ProfileCard.tsx";
import { useRoles } from "./roles.ts";

const BACK = { to: "/admin/people", label: "People" };

/** One person: profile, account, and what belongs to them. */
export const PersonPage = () => {
	const id = useParam("id");
	const person = useQuery({ queryKey: ["person", id], queryFn: () => call<Person>("GET", `/api/v1/users/${id}`) });
	return (
		<Loaded query={person} back={BACK}>
			{(found) => <Shown person={found} />}
		</Loaded>
	);
};

const Shown = ({ person }: { readonly person: Person }) => {
	const may = useMay();
	const me = useMe().data?.id;
	const roles = useRoles(person.id).data?.items;
	const administers = may("users.manage") || may("users.credentials");
	// Only Super Administrators change administrators, but for themselves.
	const within = may("roles.manage") || person.id === me;
	const open = within || roles?.length === 0;
	return (
		<>
			<PageHeader
				back={BACK}
				title={nameOf(person)}
				badge={<StatusBadge status={person.status} />}
				actions={open && <Lifecycle person={person} />}
			/>
			<Stack gap="lg">
				{administers && !within && roles && roles.length > 0 && (
					<Text c="dimmed">This person is an administrator: only a Super Administrator can change them.</Text>
				)}
				<ProfileCard person={person} may={open && may("users.manage")} />
				<AccountCard person={person} />
				<PersonGroups id={person.id} />
				<PersonApplications id={person.id} />
				<FactorsCard person={person} may={open && may("users.credentials")} />
				<AdministratorCard person={person} />
			</Stack>
		</>
	);
};
