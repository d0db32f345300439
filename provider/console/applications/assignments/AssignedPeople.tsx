import { useList } from "#common/ui/api/useList.ts";
import { TextLink } from "#common/ui/links.tsx";
import type { AssignedPerson } from "../../api.ts";
import { nameOf } from "../../people/names.ts";
import { Assigned } from "./Assigned.tsx";

interface AssignedPeopleProps {
	readonly at: string;
	/** The list of them. */
	readonly from: string;
	readonly q: string;
}

/** The people who are assigned by themselves, not through a group. */
export const AssignedPeople = ({ at, from, q }: AssignedPeopleProps) => (
	<Assigned
		title="People"
		at={at}
		list={useList<AssignedPerson>(from, { q, expand: "user" })}
		nameOf={({ _embedded }) => nameOf(_embedded.user)}
		empty={q === "" ? "Assign people, or a group that they are in." : "Nobody assigned matches the search."}
		columns={[
			{ header: "Name", cell: ({ id, _embedded }) => <TextLink to={`/admin/people/${id}`}>{nameOf(_embedded.user)}</TextLink> },
			{ header: "Username", cell: ({ _embedded }) => _embedded.user.profile.login, secondary: true },
		]}
	/>
);
