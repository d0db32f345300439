import { useQuery } from "@tanstack/react-query";
import { callList } from "#common/ui/api/call.ts";
import type { RoleHeld, RoleTarget } from "../api.ts";

export const rolesAt = (id: string): string => `/api/v1/users/${id}/roles`;

/** The administrator roles of a person. */
export const useRoles = (id: string) =>
	useQuery({ queryKey: ["person-roles", id], queryFn: () => callList<RoleHeld>(rolesAt(id)) });

/** What a role can be limited to. */
export interface Limit {
	readonly kind: "groups" | "applications";
	/** Its list in the API. */
	readonly from: string;
	readonly targetsAt: string;
	readonly all: string;
	readonly some: string;
}

const GROUPS: Limit = {
	kind: "groups",
	from: "/api/v1/groups",
	targetsAt: "targets/groups",
	all: "All people and groups",
	some: "Some groups, and the people in them",
};
const APPLICATIONS: Limit = {
	kind: "applications",
	from: "/api/v1/apps",
	targetsAt: "targets/catalog/apps",
	all: "All applications",
	some: "Some applications",
};
const LIMITS: Readonly<Record<string, Limit>> = { APP_ADMIN: APPLICATIONS, USER_ADMIN: GROUPS, HELP_DESK_ADMIN: GROUPS };

/** What a role of this type can be limited to; undefined where it always holds for everything. */
export const limitOf = (type: string | null): Limit | undefined => (type === null ? undefined : LIMITS[type]);

/** What a role that a person has is limited to; an empty list where it holds for everything. */
export const useTargets = (personId: string, { id, type }: RoleHeld) => {
	const limit = limitOf(type);
	return useQuery({
		queryKey: ["role-targets", personId, id],
		queryFn: () => callList<RoleTarget>(`${rolesAt(personId)}/${id}/${limit?.targetsAt ?? ""}`),
		enabled: limit !== undefined,
	});
};

/** The roles that there are, and what they are for. */
export const ROLES: readonly (readonly [type: string, label: string, meaning: string])[] = [
	["SUPER_ADMIN", "Super Administrator", "Everything, and who else is an administrator."],
	["ORG_ADMIN", "Organization Administrator", "Everything but administrators, API tokens and API scopes of applications."],
	["APP_ADMIN", "Application Administrator", "Applications and who is assigned to them."],
	["API_ACCESS_MANAGEMENT_ADMIN", "API Access Management Administrator", "Authorization servers."],
	["USER_ADMIN", "Group Administrator", "People and groups."],
	["HELP_DESK_ADMIN", "Help Desk Administrator", "Passwords, factors, locks and sessions of people."],
	["REPORT_ADMIN", "Report Administrator", "Reads the System Log, people, groups and applications."],
	["READ_ONLY_ADMIN", "Read Only Administrator", "Reads everything, and changes nothing."],
];
