import { Type } from "typebox";
import { sendPage } from "#common/web/paging.ts";
import type { Db } from "../../database.ts";
import type { ProviderRoutes } from "../../gate.ts";
import { asTarget, getUser } from "../users/users.ts";
import { grantRole, type Role, revokeRole, rolesOf } from "./administrators.ts";

export interface AdministratorsNeeds {
	readonly db: Db;
	/** Public address without a trailing slash, which is also the issuer. */
	readonly url: string;
}

const Id = Type.Object({ id: Type.String({ minLength: 1, maxLength: 100 }) });
const Assignment = Type.Object({ id: Type.String({ minLength: 1, maxLength: 100 }), roleId: Type.Literal("SUPER_ADMIN") });
const Grant = Type.Object({ type: Type.Literal("SUPER_ADMIN") }, { additionalProperties: false });

const LABELS: Readonly<Record<Role, string>> = { SUPER_ADMIN: "Super Administrator" };

/** Who is calling, for the console; and people's roles: `/api/v1/users/{id}/roles`. */
export const mountAdministrators = (routes: ProviderRoutes, { db, url }: AdministratorsNeeds): void => {
	const roleObject = (role: Role, userId: string) => ({
		id: role,
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
		handler: async ({ actor: { userId, login, name, roles } }) => {
			const { profile } = await getUser(db, userId);
			return { id: userId, login, name, email: profile.email, roles, issuer: url };
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
			event.detail["role"] = params.roleId;
			await revokeRole(db, user.id, params.roleId);
			return reply.code(204).send();
		},
	});
};
