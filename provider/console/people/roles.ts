import { useQuery } from "@tanstack/react-query";
import { callList } from "#common/ui/api/call.ts";
import type { RoleHeld } from "../api.ts";

export const rolesAt = (id: string): string => `/api/v1/users/${id}/roles`;

/** The administrator roles of a person. */
export const useRoles = (id: string) =>
	useQuery({ queryKey: ["person-roles", id], queryFn: () => callList<RoleHeld>(rolesAt(id)) });

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
