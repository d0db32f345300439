import { Type } from "typebox";
import { Fault } from "#common/faults/fault.ts";
import { sendPage } from "#common/web/paging.ts";
import type { Db, Tx } from "../../database.ts";
import type { ProviderRoutes } from "../../gate.ts";
import { requireAnyApplication } from "../applications/applications.ts";
import { getGroup, groupTarget } from "../groups/groups.ts";
import { asTarget, getUser } from "../users/users.ts";
import {
	administratorIds,
	allows,
	allowsEverywhere,
	getsInFrom,
	grantLimitedRole,
	grantRole,
	permissions,
	personOf,
	type Role,
	revokeRole,
	roleId,
	roleNames,
	rolesOf,
	roleWithId,
	targetedRolesOf,
} from "./administrators.ts";
import { mountTargets } from "./targets.routes.ts";

export interface AdministratorsNeeds {
	readonly db: Db;
	/** Public address without a trailing slash, which is also the issuer. */
	readonly url: string;
	/** What the organisation is called, and the address of its logo; Signet where it is left out. */
	brand?(): { readonly name: string; readonly logo: string | undefined };
	/** Whether a person could open the console from this address (IP) with the factors that they have. */
	canPassConsole?(tx: Tx, userId: string, address: string): Promise<boolean>;
}

const Id = Type.Object({ id: Type.String({ minLength: 1, maxLength: 100 }) });
const Assignment = Type.Object({
	id: Type.String({ minLength: 1, maxLength: 100 }),
	roleId: Type.String({ minLength: 1, maxLength: 100 }),
});
const Grant = Type.Object({ type: Type.Enum(roleNames) }, { additionalProperties: false });
const Ids = Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 100 }), { minItems: 1, maxItems: 500 }));
const LimitedGrant = Type.Object(
	{ type: Type.Enum(roleNames), groups: Ids, applications: Ids },
	{ additionalProperties: false, minProperties: 2 },
);

const LABELS: Readonly<Record<Role, string>> = {
	SUPER_ADMIN: "Super Administrator",
	ORG_ADMIN: "Organization Administrator",
	APP_ADMIN: "Application Administrator",
	API_ACCESS_MANAGEMENT_ADMIN: "API Access Management Administrator",
	USER_ADMIN: "Group Administrator",
	HELP_DESK_ADMIN: "Help Desk Administrator",
	REPORT_ADMIN: "Report Administrator",
	READ_ONLY_ADMIN: "Read Only Administrator",
};

/** Who is calling, for the console; and people's roles: `/api/v1/users/{id}/roles`. */
export const mountAdministrators = (routes: ProviderRoutes, needs: AdministratorsNeeds): void => {
	const { db, url } = needs;
	const roleObject = (role: Role, userId: string, targeted: boolean) => ({
		id: roleId(userId, role),
		label: LABELS[role],
		type: role,
		status: "ACTIVE",
		assignmentType: "USER",
		...(targeted ? { targeted } : {}),
		_links: { assignee: { href: `${url}/api/v1/users/${userId}` } },
	});

	const shownRole = async (role: Role, userId: string) =>
		roleObject(role, userId, (await targetedRolesOf(db, userId)).includes(role));

	routes({
		method: "GET",
		url: "/api/v1/internal/me",
		family: "okta",
		access: "signed-in",
		limit: "unlimited",
		audit: "none",
		handler: async ({ actor }) => {
			const { userId, login, name, roles, locked } = personOf(actor);
			const { email, locale = null } = (await getUser(db, userId)).profile;
			const { name: organization, logo = null } = needs.brand?.() ?? { name: "Signet", logo: undefined };
			const person = { id: userId, login, name, email, locale, issuer: url, organization: { name: organization, logo } };
			return {
				...person,
				roles: locked?.roles ?? roles,
				permissions: permissions.filter((permission) => allows(actor, permission)),
				// Not for some groups and applications alone.
				everywhere: permissions.filter((permission) => allowsEverywhere(actor, permission)),
				consoleLocked: locked !== undefined,
			};
		},
	});

	routes({
		method: "GET",
		url: "/api/v1/users/:id/roles",
		family: "okta",
		access: "users.read",
		limit: "unlimited",
		audit: "none",
		params: Id,
		handler: async ({ request, reply, params }) => {
			const { id } = await getUser(db, params.id);
			const targeted = await targetedRolesOf(db, id);
			const items = (await rolesOf(db, id)).map((role) => roleObject(role, id, targeted.includes(role)));
			return sendPage(request, reply, url, { items, next: undefined });
		},
	});

	routes({
		method: "POST",
		url: "/api/v1/users/:id/roles",
		family: "okta",
		access: "roles.manage",
		limit: "unlimited",
		audit: "user.account.privilege.grant",
		params: Id,
		body: Grant,
		handler: async ({ params, body: { type }, event, reply }) => {
			const user = await getUser(db, params.id);
			event.targets.push(asTarget(user));
			event.detail["role"] = type;
			await grantRole(db, user.id, type);
			return reply.code(201).send(await shownRole(type, user.id));
		},
	});

	// Okta's way, to give the role and then its targets, leaves a moment in which it holds everywhere.
	routes({
		method: "POST",
		url: "/api/v1/internal/users/:id/roles",
		family: "okta",
		access: "roles.manage",
		limit: "unlimited",
		audit: "user.account.privilege.grant",
		params: Id,
		body: LimitedGrant,
		handler: async ({ params, body: { type, groups = [], applications = [] }, event, reply }) => {
			const user = await getUser(db, params.id);
			event.targets.push(asTarget(user));
			event.detail["role"] = type;
			for (const id of new Set(groups)) event.targets.push(groupTarget(await getGroup(db, id)));
			for (const id of new Set(applications)) {
				const { label } = await requireAnyApplication(db, id);
				event.targets.push({ type: "AppInstance", id, name: label });
			}
			await grantLimitedRole(db, user.id, type, { group: groups, app: applications, app_name: [] });
			return reply.code(201).send(await shownRole(type, user.id));
		},
	});

	routes({
		method: "DELETE",
		url: "/api/v1/users/:id/roles/:roleId",
		family: "okta",
		access: "roles.manage",
		limit: "unlimited",
		audit: "user.account.privilege.revoke",
		params: Assignment,
		handler: async ({ params, request, event, reply }) => {
			const user = await getUser(db, params.id);
			event.targets.push(asTarget(user));
			const role = await roleWithId(db, user.id, params.roleId);
			event.detail["role"] = role;
			await revokeRole(db, user.id, role, getsInFrom(needs, request));
			return reply.code(204).send();
		},
	});

	routes({
		method: "GET",
		url: "/api/v1/users/:id/roles/:roleId",
		family: "okta",
		access: "users.read",
		limit: "unlimited",
		audit: "none",
		params: Assignment,
		handler: async ({ params }) => {
			const { id } = await getUser(db, params.id);
			return shownRole(await roleWithId(db, id, params.roleId), id);
		},
	});

	routes({
		method: "GET",
		url: "/api/v1/iam/assignees/users",
		family: "okta",
		access: "roles.read",
		limit: "unlimited",
		audit: "none",
		handler: async () => ({
			value: (await administratorIds(db)).map((id) => ({ id, _links: { self: { href: `${url}/api/v1/users/${id}` } } })),
			_links: { self: { href: `${url}/api/v1/iam/assignees/users` } },
		}),
	});

	mountTargets(routes, needs);

	for (const method of ["GET", "POST"]) {
		routes({
			method,
			url: "/api/v1/groups/:id/roles",
			family: "okta",
			access: "signed-in",
			limit: "unlimited",
			audit: "none",
			handler: () => {
				throw new Fault("feature_unavailable", { description: "Roles are given to people here, and not to groups." });
			},
		});
	}
};
