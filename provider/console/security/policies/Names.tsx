import { useQueries } from "@tanstack/react-query";
import { call } from "#common/ui/api/call.ts";
import type { Group } from "../../api.ts";

interface NamesProps {
	/** Built in: for everybody, whatever it says. */
	readonly system?: boolean;
	/** Ids. */
	readonly groups: readonly string[];
	readonly people: readonly string[];
	readonly but?: number;
}

/** Names of groups, by their ids; the id of one that is gone. */
const useGroupNames = (ids: readonly string[]): readonly string[] =>
	useQueries({
		queries: ids.map((id) => ({
			queryKey: ["/api/v1/groups", id],
			queryFn: () => call<Group>("GET", `/api/v1/groups/${id}`),
			retry: false,
		})),
	}).map(({ data }, index) => data?.profile.name ?? ids[index] ?? "");

/** For whom a policy or a rule is. */
export const Names = ({ system = false, groups, people, but = 0 }: NamesProps) => {
	const names = useGroupNames(system ? [] : groups);
	const some = people.length === 0 ? [] : [people.length === 1 ? "one person" : `${people.length} people`];
	const all = [...names, ...some];
	const whom = system || all.length === 0 ? "Everybody" : all.join(", ");
	return <span>{but === 0 ? whom : `${whom}, with exceptions`}</span>;
};
