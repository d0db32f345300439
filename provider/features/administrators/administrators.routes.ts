import { Type } from "typebox";
import { Fault } from "#common/faults/fault.ts";
import { sendPage } from "#common/web/paging.ts";
import type { Db } from "../../database.ts";
import type { ProviderRoutes } from "../../gate.ts";
import { asTarget, getUser } from "../users/users.ts";
import {
	administratorIds,
	allows,
	grantRole,
	permissions,
	personOf,
	type Role,
	revokeRole,
	roleId,
	roleNames,
	rolesOf,
	roleWithId,
} from "./administrators.ts";

export interface AdministratorsNeeds {
	readonly db: Db;
	/** Public address without a trailing slash, which is also the issuer. */
	readonly url: string;
}

const Id = Type.Object({ id: Type.String({ minLength: 1, maxLength: 100 }) });
const Assignment = Type.Object({
	id: Type.String({ minLength: 1, maxLength: 100 }),
	roleId: Type.String({ minLength: 1, maxLength: 100 }),
});
const Grant = Type.Object({ type: Type.Enum(roleNames) }, { additionalProperties: false });

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
export const mountAdministrators = (routes: ProviderRoutes, { db, url }: AdministratorsNeeds): void => {
	const roleObject = (role: Role, userId: string) => ({
		id: roleId(userId, role),
		label: LABELS[role],
		type: role,
		status: "ACTIVE",
		assignmentType: "USER",
		_links: { assignee: { href: `${url}/api/v1/users/${userId}` } },
	});

	routes({
		method: "GET",
		url: "/api/v1/internal/me",
		family: "okta",
		access: "signed-in",
		limit: "unlimited",
		audit: "none",
		handler: async ({ actor }) => {
			const { userId, login, name, roles } = personOf(actor);
			const { profile } = await getUser(db, userId);
			const allowed = permissions.filter((permission) => allows(actor, permission));
			return { id: userId, login, name, email: profile.email, roles, permissions: allowed, issuer: url };
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
			const items = (await rolesOf(db, id)).map((role) => roleObject(role, id));
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
			return reply.code(201).send(roleObject(type, user.id));
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
		handler: async ({ params, event, reply }) => {
			const user = await getUser(db, params.id);
			event.targets.push(asTarget(user));
			const role = await roleWithId(db, user.id, params.roleId);
			event.detail["role"] = role;
			await revokeRole(db, user.id, role);
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
			return roleObject(await roleWithId(db, id, params.roleId), id);
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
